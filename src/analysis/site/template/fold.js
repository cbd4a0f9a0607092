// Opens what is folded around the place that an address leads to, and all of it by the switch at the foot of the content; what is open
// is printed, and of a lesson also what is shut. Without it each part opens by its own heading.
(function () {
  "use strict";
  var all = document.getElementById("open-all");
  function reveal(hash) {
    var place = hash.length > 1 && document.getElementById(hash.slice(1));
    for (var part = place; part; part = part.parentElement) { if (part.tagName === "DETAILS") { part.open = true; } }
    if (place && place.closest("details")) { place.scrollIntoView(); }
  }
  if (all) all.addEventListener("change", function () {
    document.querySelectorAll("main details").forEach(function (part) { part.open = all.checked; });
  });
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[href^='#']");
    if (link) { reveal(link.hash); }
  });
  // Who prints a lesson takes it to class: what is said, weighed and answered stands on paper.
  var shut = [];
  window.addEventListener("beforeprint", function () {
    shut = Array.from(document.querySelectorAll(".questions details:not([open])"));
    shut.forEach(function (part) { part.open = true; });
  });
  window.addEventListener("afterprint", function () { shut.forEach(function (part) { part.open = false; }); });
  window.addEventListener("hashchange", function () { reveal(location.hash); });
  reveal(location.hash);
})();
