"""Command line of the Chromium of all tests: the engine without the browser's own windows and what they load.

Debian builds the shell from the browser's source; a page costs it two thirds of the browser's time.
"""

CHROMIUM = "/usr/bin/chromium-headless-shell"
_DISABLED_BY_PLAYWRIGHT = [
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "LensOverlay"),
    *("HttpsFirstBalancedModeAutoEnable", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning"),
    *("AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled"),
    "PreconnectToSearch",
]
"""The last ``--disable-features`` counts alone, so ours says again what Playwright turns off."""
_LOADED_FOR_EACH_WINDOW = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "PreloadTopChromeWebUI"]
"""Pages of the address bar and of the tabs: three fifths of the work of opening a page."""
_SPARE_PROCESS = ["SpareRendererForSitePerProcess"]
ARGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
    "--disable-features=" + ",".join([*_DISABLED_BY_PLAYWRIGHT, *_LOADED_FOR_EACH_WINDOW, *_SPARE_PROCESS]),
]
