"""The words of bianmin-drivers, one module each. A module knows its options, asks one part of the package, prints."""
