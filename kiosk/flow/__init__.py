"""One visit at the kiosk as states, events and effects. Pure: no Kivy, no printer, no network, no clock."""
