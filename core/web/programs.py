"""Which browser on which system a log-in came from, as far as it says so itself (`User-Agent`)."""

import re

_BROWSERS = (
    ("MicroMessenger", "微信"), ("QQBrowser", "QQ 浏览器"), ("MQQBrowser", "QQ 浏览器"), ("UCBrowser", "UC 浏览器"),
    ("HuaweiBrowser", "华为浏览器"), ("MiuiBrowser", "小米浏览器"), ("SamsungBrowser", "Samsung Internet"),
    ("Edg", "Edge"), ("EdgA", "Edge"), ("EdgiOS", "Edge"), ("OPR", "Opera"), ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))
"""The special before the common: nearly all of them also say Chrome, and those that say Chrome also Safari."""
_SYSTEMS = (
    ("OpenHarmony", "HarmonyOS"), ("HarmonyOS", "HarmonyOS"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Android", "Android"), ("CrOS", "ChromeOS"), ("Windows", "Windows"), ("Macintosh", "macOS"), ("Linux", "Linux"))
_BESIDE = {"Mozilla", "AppleWebKit", "Gecko", "Version", "Mobile", "Safari", "Chrome", "Ubuntu", "ArkWeb"}
"""What browsers say beside their own name. Beside Chrome or Safari another name is one of a browser unknown here."""
_PRODUCT = re.compile(r"([A-Za-z]+)/[0-9A-Za-z.]+")


def program(agent: str) -> tuple[str, ...]:
    """Browser and system, each a text to be translated; one text where the browser is not known."""
    agent = agent[:400]
    said = _PRODUCT.findall(re.sub(r"\([^()]*\)", "", agent))
    browser = next((words for name, words in _BROWSERS if name in said), "")
    if not browser or (browser in ("Chrome", "Safari") and not {*said} <= _BESIDE | {"CriOS"}) or (
            browser == "Safari" and "Version" not in said):
        return ("不认识的程序",)
    system = next((words for name, words in _SYSTEMS if name in agent), "")
    return (browser, system) if system else (browser,)
