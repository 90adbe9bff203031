"""What boards show and the voice says, as text. Pure: knows no device, no line and no clock."""
