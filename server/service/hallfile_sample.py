"""The sample hall shipped with the package. Knows where it lies, not what is in it."""

from importlib.resources import files

from server.domain.catalogue import Catalogue
from server.service.hallfile import load_toml


def sample_hall() -> Catalogue:
    """示例镇便民服务中心: five counters, eight services, 145 items; limits marked `demo_limit` bind nobody."""
    return load_toml(files("server.sample").joinpath("hall.toml").read_text("utf-8"))
