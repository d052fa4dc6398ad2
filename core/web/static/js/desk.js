// What makes the desk quicker. Every action works without it.
import { startKeys } from "./keys.js";
import { startForms } from "./forms.js";
import { startParts } from "./parts.js";
import { startYear } from "./year.js";

document.documentElement.dataset.script = "on";
startKeys();
startForms(document);
startParts();
startYear();
