// A tournament on paper: a button that prints it, and times as the reader writes them.

import "./print.js";
import { formatTimes } from "./times.js";

formatTimes();
