// Finds the parts of pages that hold the words asked for, with the place where they stand. A word with marks (đảng) must
// match with them; one without (dang) matches either way. Where no part holds all words, those that hold most are given.
// Only text is ever written into the page.
(function () {
  "use strict";
  var whole = document.documentElement.lang === "vi";
  var data = JSON.parse(document.getElementById("index").textContent);
  var box = document.getElementById("q"), list = document.getElementById("results"), told = document.getElementById("told");
  // Each sign becomes one sign, so that a place in the one text is the same place in the other.
  function low(text) { return text.normalize("NFC").toLowerCase().replace(/[^\p{L}\p{N}%]/gu, " "); }
  function fold(text) { return text.replace(/[^\u0000-\u007f]/g, function (c) { return c === "đ" ? "d" : c.normalize("NFD")[0]; }); }
  var parts = [], asked = {}, waiting = 0, later = 0, group = document.getElementById("group"), letters = group ? group.dataset.letters.split(" ") : [];
  function add(data) {
    data.parts.forEach(function (row) {
      var rank = 0, text = row[4].map(function (step) { return data.texts[rank += step]; }).join(" · ").normalize("NFC");
      var part = row[0].indexOf("#") >= 0, of = data.texts[row[1]], kind = data.texts[row[3]];
      var title = part ? of : row[2] || of, head = part ? row[2] : "";  // an answer is the title of its page
      parts.push({ href: row[0], title: title, heading: head, kind: kind, text: text, inTitle: both(title), inHead: both(head + (kind === told.dataset.kind && !head ? " " + told.dataset.words : "")), inText: both(text) });
    });
  }
  // Of very many places what is said lies in files beside the page: titles by the first letters of a word, or by a word where these have many, texts by group, and those
  // of all other pages, which are asked for when the first answer stands. A title with all words stands in the file of each: the
  // smallest will do, and the next is asked for only where nothing holds all words.
  function ask(name) {
    if (!name || Object.hasOwn(asked, name)) { return; }
    asked[name] = true;
    waiting += name === "others" ? 0 : 1;
    var file = document.head.appendChild(document.createElement("script"));
    file.onload = file.onerror = function () { waiting -= name === "others" ? 0 : 1; show(); };
    file.src = "search/" + name + ".js";
  }
  function askWords(most) {
    var ranks = low(box.value).split(/\s+/).map(function (word) {
      return letters.indexOf(fold(letters.indexOf(fold(word)) < 0 ? word.slice(0, 3) : word));
    });
    ranks = ranks.filter(function (rank) { return rank >= 0; }).sort(function (a, b) { return a - b; });
    ask(letters[most ? ranks[0] : ranks.filter(function (rank) { return !Object.hasOwn(asked, letters[rank]); })[0]]);
    clearTimeout(later);
    if (group && box.value.trim()) { later = setTimeout(function () { if (!waiting) { ask("others"); } }, 500); }
  }
  window.take = function (name, shard) { add(shard); };
  function both(text) { var own = " " + low(text) + " "; return [own, fold(own)]; }
  // A word of one or two letters is a whole word, and a syllable of Vietnamese; a longer one may be the beginning of one.
  function find(texts, words, from) {
    return texts[fold(words) === words ? 1 : 0].indexOf(" " + words + (words.length < 3 || whole ? " " : ""), from || 0);
  }
  // A word that stands nowhere is tried by its beginning, so that merger finds merged.
  function known(word) {
    for (var n = word.length; n >= Math.max(4, word.length - 3); n--) {
      var start = word.slice(0, n);
      if (parts.some(function (part) { return find(part.inText, start) >= 0 || find(part.inTitle, start) >= 0 || find(part.inHead, start) >= 0; })) { return start; }
    }
    return word;
  }
  // Words that only join others, as in "exercise on meetings", need not stand in a page.
  function telling(words) {
    var kept = words.filter(function (word) { return told.dataset.idle.split(" ").indexOf(word) < 0; });
    return kept.length ? kept : words;
  }
  function score(part, words, phrase) {
    var sum = 0, held = 0;
    words.forEach(function (word) {
      var points = find(part.inTitle, word) >= 0 ? (part.heading ? 4 : 8) : find(part.inHead, word) >= 0 ? 5 : find(part.inText, word) >= 0 ? 1 : 0;
      sum += points;
      held += points ? 1 : 0;
    });
    if (words.length > 1) {
      sum += find(part.inTitle, phrase) >= 0 ? 12 : find(part.inHead, phrase) >= 0 ? 10 : find(part.inText, phrase) >= 0 ? 6 : 0;
    }
    return { part: part, held: held, sum: sum - (part.kind === told.dataset.last ? 3 : 0) };
  }
  function element(name, words, into, own) {
    var made = document.createElement(name);
    made.textContent = words;
    if (own) { made.className = own; }
    return into.appendChild(made);
  }
  // The words around the first place where the phrase stands, or else a word; each word that was found is marked.
  function excerpt(part, words, phrase, into) {
    var at = [phrase].concat(words).map(function (w) { return find(part.inText, w); }).filter(function (n) { return n >= 0; })[0];
    if (at === undefined) { at = 0; }
    var start = at < 60 ? 0 : part.text.indexOf(" ", at - 60) + 1, end = Math.min(part.text.length, at + 160), line = document.createElement("p"), place = start;
    line.append(start ? "… " : "");
    while (place < end) {
      var next = null;
      words.forEach(function (word) {
        var n = find(part.inText, word, place);
        if (n >= 0 && n < end && (!next || n < next[0])) { next = [n, word.length]; }
      });
      line.append(part.text.slice(place, next ? next[0] : end));
      if (!next) { break; }
      element("mark", part.text.slice(next[0], next[0] + next[1]), line);
      place = next[0] + next[1];
    }
    line.append(end < part.text.length ? " …" : "");
    into.appendChild(line);
  }
  function show() {
    askWords(true);
    if (waiting) { return; }  // or a page that holds some of the words would stand first, until the place itself is read
    var typed = low(box.value).split(/\s+/).filter(Boolean).map(known), phrase = typed.join(" "), words = telling(typed), best = {};
    // What is asked in other words than the pages have: "mỗi chi bộ", where they say "bình quân một chi bộ".
    var asked = [words].concat(told.dataset.same.split("; ").filter(Boolean).map(function (pair) {
      var same = pair.split(" = ");
      return telling((" " + phrase + " ").replace(" " + same[0] + " ", " " + same[1] + " ").split(" ").filter(Boolean));
    }));
    var hits = words.length ? parts.map(function (part) {
      return asked.map(function (own) {
        var hit = score(part, own, own === words ? phrase : own.join(" "));
        hit.held *= words.length / own.length;
        return hit;
      }).reduce(function (one, other) { return other.held > one.held || (other.held === one.held && other.sum > one.sum) ? other : one; });
    }) : [];
    var most = hits.reduce(function (n, hit) { return Math.max(n, hit.held); }, 0);
    if (most < words.length) { askWords(false); }  // what is known is told meanwhile
    hits.filter(function (hit) { return hit.held && hit.held >= (most === words.length ? most : words.length / 2); }).forEach(function (hit) {
      var page = hit.part.href.split("#")[0];
      if (!best[page] || best[page].sum < hit.sum) { best[page] = hit; }
    });
    var pages = Object.keys(best).map(function (page) { return best[page]; }).sort(function (a, b) { return b.sum - a.sum; });
    list.textContent = "";
    pages.slice(0, 200).forEach(function (hit) {
      var item = document.createElement("li"), part = hit.part, head = element("p", "", item);
      element("a", part.title, head).href = part.href;
      if (part.heading) { head.append(" › " + part.heading); }
      element("span", part.kind, head, "kind");
      excerpt(part, words, phrase, item);
      list.appendChild(item);
    });
    told.textContent = !words.length ? "" : (!pages.length ? told.dataset.none : most < words.length ? told.dataset.some : told.dataset.found).replace("{number}", pages.length);
  }
  add(data);
  box.value = new URLSearchParams(location.search).get("q") || "";
  var typing = 0;  // of many places nothing is asked for by the letters of a word that is still being typed
  box.addEventListener("input", function () { clearTimeout(typing); clearTimeout(later); if (letters.length) { typing = setTimeout(show, 200); } else { show(); } });
  if (group) { group.addEventListener("change", function () { ask(group.value); }); }
  document.getElementById("ask").addEventListener("submit", function (event) { event.preventDefault(); show(); });
  show();
})();
