// Print button: hidden until this script shows it, since only a script can print.

const print = document.getElementById("print");
print.hidden = false;
print.addEventListener("click", () => window.print());
