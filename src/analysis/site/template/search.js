// Finds pages that hold every word asked for. A word with marks (đảng) must match with them; one without (dang)
// matches either way. Only text is ever written into the page.
(function () {
  "use strict";
  var rows = JSON.parse(document.getElementById("index").textContent);
  var box = document.getElementById("q"), list = document.getElementById("found"), told = document.getElementById("told");
  function low(text) { return text.normalize("NFC").toLowerCase(); }
  function fold(text) { return low(text).normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/\u0111/g, "d"); }
  var entries = rows.map(function (row) {
    var text = " " + row[3] + " ", head = " " + low(row[1] + " " + row[2]) + " ";
    return { row: row, text: text, bare: fold(text), head: head, bareHead: fold(head) };
  });
  function score(entry, words) {
    var sum = 0;
    for (var i = 0; i < words.length; i++) {
      var word = words[i], marked = fold(word) !== word;
      var inHead = (marked ? entry.head : entry.bareHead).indexOf(" " + word) >= 0;
      if (!inHead && (marked ? entry.text : entry.bare).indexOf(" " + word) < 0) { return 0; }
      sum += inHead ? 5 : 1;
    }
    return sum;
  }
  function show() {
    var words = low(box.value).split(/\s+/).filter(Boolean), hits = [];
    if (words.length) {
      entries.forEach(function (entry, place) {
        var points = score(entry, words);
        if (points) { hits.push([points, place, entry.row]); }
      });
    }
    hits.sort(function (a, b) { return b[0] - a[0] || a[1] - b[1]; });
    list.textContent = "";
    hits.slice(0, 60).forEach(function (hit) {
      var item = document.createElement("li"), link = document.createElement("a");
      link.href = hit[2][0];
      link.textContent = hit[2][2] ? hit[2][1] + " › " + hit[2][2] : hit[2][1];
      item.appendChild(link);
      list.appendChild(item);
    });
    told.textContent = words.length ? told.dataset.found.replace("{number}", hits.length) : "";
  }
  box.value = new URLSearchParams(location.search).get("q") || "";
  box.addEventListener("input", show);
  document.getElementById("ask").addEventListener("submit", function (event) { event.preventDefault(); show(); });
  show();
})();
