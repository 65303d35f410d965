// Print button, hidden without scripts: only a script can print.

const print = document.getElementById("print");
print.hidden = false;
print.addEventListener("click", () => window.print());
