"""Command line of the Chromium of all tests: the real browser, without what it loads for a window that nobody sees."""

CHROMIUM = "/usr/bin/chromium"
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
