"""System check page: the checks of this computer, the phone test, and the support file."""
