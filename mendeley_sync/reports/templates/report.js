// Search, filters and deep links: extras. Without this script the page says the same.
"use strict";
(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  const [search, kind, field, weight] = ["q", "kind", "field", "weight"].map((id) => document.getElementById(id));
  const output = document.getElementById("shown");
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const groups = Array.from(document.querySelectorAll(".group:not(.accepted)"), (element) => ({
    element,
    tally: element.querySelector(".tally"),
    box: element.querySelector("details.fold"),
    cards: Array.from(element.querySelectorAll(".card"), (card) => ({
      card,
      kind: card.dataset.kind,
      fields: card.dataset.fields.split(" "),
      weights: card.dataset.weights.split(" "),
      text: null,
    })),
  }));
  const all = groups.flatMap((group) => group.cards);
  const textOf = (one) => (one.text ??= fold(one.card.textContent));

  function filter() {
    const words = fold(search.value).split(/\s+/).filter(Boolean);
    const asks = words.length > 0 || kind.value || field.value || weight.value;
    let total = 0;
    for (const group of groups) {
      let shown = 0;
      for (const one of group.cards) {
        const fits =
          (!kind.value || one.kind === kind.value) &&
          (!field.value || one.fields.includes(field.value)) &&
          (!weight.value || one.weights.includes(weight.value)) &&
          words.every((word) => textOf(one).includes(word));
        if (one.card.hidden === fits) one.card.hidden = !fits;
        if (fits) shown += 1;
      }
      group.element.hidden = shown === 0;
      group.tally.textContent = shown.toLocaleString("en");
      if (group.box) group.box.open = Boolean(asks) && shown > 0;
      total += shown;
    }
    output.textContent = `${total.toLocaleString("en")} of ${all.length.toLocaleString("en")} works shown`;
  }

  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const card = target && target.closest(".card");
    if (!card) return;
    if (card.hidden) {
      form.reset();
      filter();
    }
    for (let box = card.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    target.scrollIntoView({ block: "center" });
  }

  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  // The fields are empty only after the event.
  form.addEventListener("reset", () => setTimeout(filter));
  addEventListener("hashchange", reveal);
  (window.requestIdleCallback || setTimeout)(() => all.forEach(textOf));
  filter();
  reveal();
})();
