"""Signal connections of the main window to what is around it: the network, remote screens, the TV and the disk.

They only show what these report, whichever game is shown; so they are apart from `main_window`, which chooses the page.
"""

from functools import partial

from goat_kiosk.gui.services.screen_status import late_line
from goat_kiosk.gui.services.services import Services
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.window.layout import MainWindowLayout


def connect_surroundings(window: MainWindowLayout, services: Services) -> None:
    """Connect the network, the screens, the TV and the disk to the parts of `window`, and start to poll them."""

    def late_screens() -> str:
        return late_line(services.screen_statuses.evaluate(services.audience.screens()))

    window.status_bar.watch_screens(lambda: services.audience.open_streams, late_screens)
    window.status_bar.show_monitor(window.address_monitor)
    prompt, monitor, show_problem = window.pin_prompt, window.address_monitor, window.message.show_problem
    prompt.guard(window.status_bar.network_requested, t("Show another address"), monitor.choose)
    window.keys.bind(window, "tv", partial(prompt.when_unlocked, t("Scoreboard on the TV"), window.tv.toggle))
    for widget in (window.lobby, window.scorers, window.tv, window.finish.receipt):
        monitor.changed.connect(widget.show_address)
    monitor.notified.connect(window.message.say)
    monitor.problem_changed.connect(partial(show_problem, "network"))
    window.disk.problem_changed.connect(partial(show_problem, "disk"))
    window.tv.problem_changed.connect(partial(show_problem, "tv"))
    window.game_clock.time_up.connect(window.message.say)
    window.tv.show_address(monitor.address)
    monitor.start()
    window.disk.start()
