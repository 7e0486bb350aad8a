(function () {
  var root = document.documentElement, field = document.getElementById("filter"), shown = document.getElementById("shown");
  root.classList.add("scripted");
  function open() {
    var id = decodeURIComponent(location.hash.slice(1)), at = id && document.getElementById(id), first = at;
    while (at) { if (at.tagName === "DETAILS") { at.open = true; } at = at.parentElement; }
    if (first && first.closest("[hidden]")) { field.value = ""; filter(); }
    if (first) { first.scrollIntoView(); }
  }
  function fold(text) {
    return text.toLowerCase().replace(/[\u064B-\u0652\u0640\u0670\u2066-\u2069]/g, "").replace(/[\u0622\u0623\u0625]/g, "\u0627");
  }
  var rows = Array.prototype.slice.call(document.querySelectorAll("#evidence .row")), timer = 0;
  function filter() {
    var words = fold(field.value).split(/\s+/).filter(Boolean), n = 0;
    rows.forEach(function (row) {
      var text = row.folded || (row.folded = fold(row.textContent));
      row.hidden = !words.every(function (w) { return text.indexOf(w) >= 0; });
      n += row.hidden ? 0 : 1;
    });
    document.querySelectorAll("#evidence .group").forEach(function (group) {
      group.hidden = words.length > 0 && !group.querySelector(".row:not([hidden])");
    });
    shown.textContent = words.length ? n.toLocaleString(root.lang === "ar" ? "ar-u-nu-arab" : "en") : "";
  }
  field.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(filter, 120); });
  addEventListener("hashchange", open);
  addEventListener("click", function (event) {
    var link = event.target.closest("a[href^='#']");
    if (link && link.getAttribute("href") === location.hash) { open(); }
  });
  open();
})();
