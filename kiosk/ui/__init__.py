"""The screens. Kivy lives here and in kiosk.bridge only."""
