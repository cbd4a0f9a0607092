// Lets a reader search a long table, choose its rows by what columns hold, sort it, choose its columns, and take away what
// is left. It hides, shows and moves what the page holds: without it everything is shown. What is hidden is not printed.
(function () {
  "use strict";
  var lang = document.documentElement.lang, collator = new Intl.Collator(lang, { numeric: true });
  var FIRST = 8, MOST = 30;  // columns shown at first; values of a column that a reader can choose from
  function low(text) { return text.normalize("NFC").toLowerCase(); }
  function fold(text) { return low(text).replace(/đ/g, "d").normalize("NFD").replace(/[\u0300-\u036f]/g, ""); }
  function element(name, words, into) {
    var made = document.createElement(name);
    made.textContent = words;
    return into.appendChild(made);
  }
  // What is read in a cell, without the rank of its note.
  function read(cell) {
    var copy = cell.cloneNode(true);
    copy.querySelectorAll("sup, [aria-hidden]").forEach(function (part) { part.remove(); });
    return copy.textContent.replace(/\s+/g, " ").trim();
  }
  document.querySelectorAll(".explorer").forEach(function (box) {
    var table = box.parentNode.querySelector("table"), body = table.tBodies[0], heads = Array.from(table.tHead.rows[0].cells);
    var told = box.querySelector("[role=status]"), words = box.querySelector("input"), sorting = box.querySelector(".sort"), choices = box.querySelector("details"), summary = choices.firstChild, more = summary.textContent;
    var lines = Array.from(body.rows).map(function (row) {
      var cells = Array.from(row.cells), texts = cells.map(read), all = texts.join(" · ");
      return { row: row, cells: cells, texts: texts, low: low(all), fold: fold(all) };
    });
    var names = heads.map(function (head) { return head.textContent.trim(); });
    // The title of an article, the same in many rows, would take the room of what each tells: it is there to be added.
    function repeats(n) {
      var texts = lines.map(function (line) { return line.texts[n]; });
      return texts.join("").length > 60 * texts.length && 4 * new Set(texts).size < texts.length;
    }
    var shown = heads.map(function (head, n) { return n < FIRST && !repeats(n); }), chosen = heads.map(function () { return ""; });
    var selects = [], by = -1, down = false, frame = document.createElement("div");
    frame.className = "boxed";
    frame.tabIndex = 0;
    frame.setAttribute("role", "group");
    frame.setAttribute("aria-label", table.caption.textContent);
    table.replaceWith(frame);
    frame.append(table);

    function value(line, n) {
      var own = line.cells[n].dataset.value;
      return own === undefined ? line.texts[n] : own;
    }
    function compare(a, b) {
      var one = value(a, by), other = value(b, by);
      // What has no value stands last, whichever way.
      if (!one || one === "–" || !other || other === "–") { return (!one || one === "–") - (!other || other === "–"); }
      return (down ? -1 : 1) * (isNaN(one) || isNaN(other) ? collator.compare(one, other) : one - other);
    }
    function sort(n, way) {
      by = n; down = way;
      (n < 0 ? lines : lines.slice().sort(compare)).forEach(function (line) { body.appendChild(line.row); });
      heads.forEach(function (head, place) {
        if (place === n) { head.setAttribute("aria-sort", way ? "descending" : "ascending"); } else { head.removeAttribute("aria-sort"); }
      });
      sorting.value = n < 0 ? "" : n + (way ? " down" : "");
    }
    function left() { return Array.from(body.rows).filter(function (row) { return !row.hidden; }); }
    function show() {
      var asked = words.value.trim().split(/\s+/).filter(Boolean).map(low);
      lines.forEach(function (line) {
        var found = asked.every(function (word) { return (fold(word) === word ? line.fold : line.low).indexOf(word) >= 0; });
        line.row.hidden = !found || chosen.some(function (choice, n) { return choice && line.texts[n] !== choice; });
        line.cells.forEach(function (cell, n) { cell.hidden = !shown[n]; });
      });
      heads.forEach(function (head, n) { head.hidden = !shown[n]; });
      // What is chosen is read while the fields are folded.
      var of = names.map(function (name, n) { return chosen[n] && name + ": " + chosen[n]; }).filter(Boolean).join("; ");
      summary.textContent = more + (of && " (" + of + ")");
      told.textContent = told.dataset.shown.replace("{shown}", left().length).replace("{all}", lines.length);
    }
    function number(line, n) { return line.cells[n].classList.contains("gt_right") && line.cells[n].dataset.value || ""; }
    // The rows and columns that are seen, in their order; in a file, as in those beside other tables, a column that holds
    // numbers is two: the number with a point, as programs read it, and its words.
    function rows(plain) {
      var seen = names.map(function (name, n) { return n; }).filter(function (n) { return shown[n]; });
      var twice = seen.map(function (n) { return plain && lines.some(function (line) { return number(line, n); }); });
      function one(line, n) {
        // A spreadsheet runs a cell that begins so.
        return !number(line, n) && /^\s*[=+\-@＝＋－＠]/.test(line.texts[n]) ? "'" + line.texts[n] : line.texts[n];
      }
      function spread(first, second) { return seen.flatMap(function (n, at) { return twice[at] ? [first(n), second(n)] : [second(n)]; }); }
      var heads = spread(function (n) { return box.dataset.number.replace("{column}", names[n]); }, function (n) { return names[n]; });
      return [heads].concat(left().map(function (row) {
        var line = lines.filter(function (each) { return each.row === row; })[0];
        return spread(function (n) { return number(line, n); }, function (n) { return one(line, n); });
      }));
    }
    function copy() {
      var text = rows(false).map(function (row) { return row.join("\t"); }).join("\n"), area = element("textarea", text, box);
      area.select();
      told.textContent = document.execCommand("copy") ? told.dataset.copied : told.dataset.failed;
      area.remove();
    }
    function save() {
      var text = "\ufeff" + rows(true).map(function (row) {
        return row.map(function (cell) { return /[",\n]/.test(cell) ? '"' + cell.replace(/"/g, '""') + '"' : cell; }).join(",");
      }).join("\r\n") + "\r\n";
      var link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
      link.download = box.dataset.file + ".csv";
      link.click();
      setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
    }

    names.forEach(function (name, n) {
      var values = Array.from(new Set(lines.map(function (line) { return line.texts[n]; }))).sort(collator.compare);
      if (n < FIRST && values.length > 1 && values.length <= MOST && !lines[0].cells[n].dataset.value) {
        var label = document.createElement("label"), select = document.createElement("select");
        label.append(name + " ", select);
        element("option", box.dataset.all, select).value = "";
        values.filter(Boolean).forEach(function (words) { element("option", words, select).value = words; });
        selects[n] = select;
        select.addEventListener("change", function () { chosen[n] = select.value; show(); });
        sorting.parentNode.before(label);
      }
      element("option", name + " ↑", sorting).value = n;
      element("option", name + " ↓", sorting).value = n + " down";
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      heads[n].replaceChildren(button);
      button.addEventListener("click", function () { sort(n, by === n && !down); });
      var choice = document.createElement("label"), check = document.createElement("input");
      check.type = "checkbox";
      check.checked = shown[n];
      choice.append(check, " " + name);
      check.disabled = n === 0;
      check.addEventListener("change", function () { shown[n] = check.checked; show(); });
      choices.append(choice);
    });
    sorting.addEventListener("change", function () { sort(sorting.value ? parseInt(sorting.value, 10) : -1, / down$/.test(sorting.value)); });
    words.addEventListener("input", show);
    box.querySelector("[data-do=copy]").addEventListener("click", copy);
    box.querySelector("[data-do=save]").addEventListener("click", save);
    function clear() {
      words.value = "";
      chosen = chosen.map(function () { return ""; });
      selects.forEach(function (select) { select.value = ""; });
      sort(-1, false);
    }
    box.querySelector("[data-do=clear]").addEventListener("click", function () { clear(); show(); });
    box.querySelectorAll("[data-asked]").forEach(function (button) {
      button.addEventListener("click", function () {
        clear();
        JSON.parse(button.dataset.asked).forEach(function (pair) {
          if (pair[0] === "") { words.value = pair[1]; return; }
          chosen[pair[0]] = pair[1];
          if (selects[pair[0]]) { selects[pair[0]].value = pair[1]; }
        });
        show();
      });
    });
    box.hidden = false;
    show();
  });
})();
