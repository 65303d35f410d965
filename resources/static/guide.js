// The guide has one button.

import "./print.js";
