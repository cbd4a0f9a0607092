// Loads the page anew when it was written again, and tells in a bar what is wrong; put in on serving, never built.
(function () {
  "use strict";
  var own = document.currentScript.dataset, bar = document.createElement("section"), told = "";
  bar.setAttribute("role", "alert");
  bar.id = "preview-fault";
  bar.style.cssText = "position:fixed;inset:auto 0 0 0;z-index:99;max-height:45vh;overflow:auto;padding:.6rem 1rem;" +
    "background:#7a1020;color:#fff;font:14px/1.4 sans-serif;white-space:pre-wrap;overflow-wrap:anywhere";
  function tell(words) {
    if (words === told) { return; }
    told = words;
    bar.textContent = words;
    if (words) { document.body.append(bar); } else { bar.remove(); }
  }
  function ask() {
    if (document.hidden) { setTimeout(ask, 500); return; }
    fetch(location.pathname + "?state=1").then(function (answer) { return answer.json(); }).then(function (state) {
      if (state.written !== own.written && state.written) { location.reload(); return; }
      tell(state.fault && own.fault + "\n" + state.fault);
      setTimeout(ask, 120);
    }).catch(function () {
      tell(own.gone);
      setTimeout(ask, 2000);
    });
  }
  ask();
})();
