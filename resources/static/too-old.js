// The one script of browsers that know no modules, and so none of the language that the others are written in.

import { showPlain } from "./plain.js";

showPlain();
