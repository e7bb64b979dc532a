// The filters and the sorting of the register. Without this script the page is the whole register, by title.
(function () {
  "use strict";
  var table = document.querySelector(".register"), body = table.tBodies[0], rows = Array.from(body.rows);
  var filters = document.querySelector(".filters"), count = document.getElementById("count");
  var all = count.textContent, clear = document.getElementById("clear"), none = document.getElementById("none");
  var names = ["q", "area", "ends", "verdict", "statutory"], sortBy = "title", down = false;

  rows.forEach(function (row) { row.words = plain(row.textContent); });

  // Letters without accents and case, so that cafe finds Café.
  function plain(text) { return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); }

  function field(name) { return document.getElementById("f-" + name); }

  function value(name) {
    var input = field(name);
    return input.type === "checkbox" ? (input.checked ? "1" : "") : input.value;
  }

  function pounds(pence) {
    var text = (pence / 100).toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
    return "£" + text.replace(".00", "");
  }

  function apply() {
    var words = plain(value("q")).split(/\s+/).filter(Boolean), area = value("area"), verdict = value("verdict");
    var until = value("ends") && field("ends").selectedOptions[0].dataset.until, statutory = value("statutory");
    var shown = 0, sum = 0, missing = 0;
    rows.forEach(function (row) {
      var data = row.dataset;
      var fits = (!area || data.area === area) && (!verdict || data.verdict === verdict) &&
        (!statutory || data.statutory) && (!until || (data.ends && data.ends <= until)) &&
        words.every(function (word) { return row.words.includes(word); });
      row.hidden = !fits;
      if (fits) {
        shown += 1;
        if (data.pence) { sum += Number(data.pence); } else { missing += 1; }
      }
    });
    var isFiltered = names.some(value);
    count.textContent = isFiltered ? "Showing " + shown + " of " + rows.length + " contracts" + total(sum, missing, shown) : all;
    clear.hidden = !isFiltered;
    none.hidden = shown > 0;
    table.hidden = shown === 0;
    remember();
  }

  function total(sum, missing, shown) {
    if (!table.dataset.measure || missing === shown) { return "."; }
    return ". Together: " + pounds(sum) + " (" + table.dataset.measure + ")" +
      (missing ? "; " + missing + " of them not included." : ".");
  }

  // The filters are kept in the address, so that it can be linked to.
  function remember() {
    var parts = names.filter(value).map(function (name) { return name + "=" + encodeURIComponent(value(name)); });
    if (sortBy !== "title" || down) { parts.push("sort=" + (down ? "-" : "") + sortBy); }
    try {
      history.replaceState(null, "", parts.length ? "#" + parts.join("&") : location.pathname + location.search);
    } catch (error) { /* some browsers refuse this for files */ }
  }

  function recall() {
    var state = {};
    location.hash.slice(1).split("&").forEach(function (part) {
      var at = part.indexOf("=");
      try { if (at > 0) { state[part.slice(0, at)] = decodeURIComponent(part.slice(at + 1)); } } catch (error) { /* not ours */ }
    });
    names.forEach(function (name) {
      var input = field(name);
      if (input.type === "checkbox") { input.checked = state[name] === "1"; } else { input.value = state[name] || ""; }
      if (input.value === "" && input.tagName === "SELECT") { input.selectedIndex = 0; }
    });
    down = (state.sort || "")[0] === "-";
    sortBy = (state.sort || "title").replace("-", "");
    if (!table.querySelector('th[data-sort="' + CSS.escape(sortBy) + '"]')) { sortBy = "title"; down = false; }
    sort();
    apply();
  }

  // What a row is sorted by; rows without it come last.
  function key(row) {
    if (sortBy === "pence") { return row.dataset.pence ? Number(row.dataset.pence) : null; }
    if (sortBy === "verdict") { return Number(row.dataset.order); }
    if (sortBy === "ends") { return row.dataset.ends || null; }
    return plain(row.cells[sortBy === "provider" ? 1 : 0].textContent);
  }

  function sort() {
    var keyed = rows.map(function (row) { return [key(row), row]; });
    keyed.sort(function (a, b) {
      if (a[0] === null || b[0] === null) { return (a[0] === null) - (b[0] === null); }
      return (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0) * (down ? -1 : 1);
    });
    keyed.forEach(function (pair) { body.appendChild(pair[1]); });
    headings.forEach(function (heading) {
      if (heading.dataset.sort === sortBy) { heading.setAttribute("aria-sort", down ? "descending" : "ascending"); }
      else { heading.removeAttribute("aria-sort"); }
    });
  }

  var headings = Array.from(table.querySelectorAll("th[data-sort]"));
  headings.forEach(function (heading) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.textContent = heading.textContent;
    heading.replaceChildren(button);
    button.addEventListener("click", function () {
      down = sortBy === heading.dataset.sort ? !down : heading.dataset.sort === "pence";
      sortBy = heading.dataset.sort;
      sort();
      apply();
    });
  });
  filters.addEventListener("input", apply);
  clear.addEventListener("click", function () {
    names.forEach(function (name) {
      if (field(name).type === "checkbox") { field(name).checked = false; } else { field(name).value = ""; }
    });
    apply();
    field("q").focus();
  });
  window.addEventListener("hashchange", recall);
  filters.hidden = false;
  recall();
}());
