// Shows of a table the rows, columns and marks that a reader chose, and says how many rows these are. It only hides and
// shows what the page holds: without it everything is shown.
(function () {
  "use strict";
  document.querySelectorAll(".filters").forEach(function (box) {
    var table = box.parentNode.querySelector("table"), told = box.querySelector("[role=status]");
    var choices = Array.from(box.querySelectorAll("select")), rows = Array.from(table.querySelectorAll("tbody tr"));
    function chosen(of) {
      return choices.filter(function (choice) { return choice.dataset.of === of && choice.value; })
        .map(function (choice) { return choice.value; });
    }
    function showMarks(cell, keys) {
      var left = 0, link = cell.querySelector("a.marks");
      cell.querySelectorAll(".mark").forEach(function (mark) {
        var own = mark.dataset.keys.split(" ");
        mark.hidden = !keys.every(function (key) { return own.indexOf(key) >= 0; });
        left += mark.hidden ? 0 : 1;
      });
      if (link) { link.hidden = !left; }
      return left;
    }
    function show() {
      var row = chosen("rows")[0], column = chosen("columns")[0], keys = chosen("marks"), shown = 0;
      function leaves(cell, n) { cell.hidden = Boolean(n && column && String(n) !== column); }
      Array.from(table.tHead.rows[0].cells).forEach(leaves);
      rows.forEach(function (line, rank) {
        var left = 0;
        Array.from(line.cells).forEach(function (cell, n) {
          leaves(cell, n);
          var marks = showMarks(cell, keys);
          left += cell.hidden ? 0 : marks;
        });
        line.hidden = row ? String(rank) !== row : Boolean((column || keys.length) && !left);
        shown += line.hidden ? 0 : 1;
      });
      told.textContent = told.dataset.shown.replace("{shown}", shown).replace("{all}", rows.length);
    }
    box.addEventListener("change", show);
    box.querySelector("button").addEventListener("click", function () {
      choices.forEach(function (choice) { choice.value = ""; });
      show();
    });
    box.hidden = false;
    show();
  });
})();
