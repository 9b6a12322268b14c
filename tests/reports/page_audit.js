// What an accessibility checker would say of the page, by our own rules (WCAG 2.2 AA,
// as far as a program can see it). Returns a list of complaints, empty when all is well.
() => {
  const complaints = [];
  const say = (rule, element) =>
    complaints.push(`${rule}: ${element ? element.outerHTML.slice(0, 120) : ""}`);
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const visible = (element) => element.checkVisibility({ checkVisibilityCSS: true });
  const name = (element) =>
    (element.getAttribute("aria-label") ||
      (element.getAttribute("aria-labelledby") || "")
        .split(" ")
        .map((id) => (document.getElementById(id) || {}).textContent || "")
        .join(" ") ||
      element.textContent).trim();

  if (!document.documentElement.lang) say("the page has no language");
  if (!document.title.trim()) say("the page has no title");
  for (const landmark of ["main", "h1", "header", "footer"])
    if (all(landmark === "header" || landmark === "footer" ? `body > ${landmark}` : landmark).length !== 1)
      say(`not exactly one ${landmark}`);
  for (const part of document.body.children)
    if (!part.matches("header, main, footer, nav, .skip, script") && part.textContent.trim()) say("outside every landmark", part);
  const ids = all("[id]").map((element) => element.id);
  for (const id of new Set(ids.filter((one, place) => ids.indexOf(one) !== place))) say(`id twice: ${id}`);
  for (const element of all("[aria-labelledby]"))
    for (const id of element.getAttribute("aria-labelledby").split(" "))
      if (!document.getElementById(id)) say("labelled by nothing", element);

  let level = 0;
  for (const heading of all("h1, h2, h3, h4, h5, h6").filter(visible)) {
    const now = Number(heading.tagName[1]);
    if (now > level + 1) say(`heading jumps from ${level} to ${now}`, heading);
    if (!heading.textContent.trim()) say("empty heading", heading);
    level = now;
  }
  for (const control of all("input, select, textarea"))
    if (!control.labels || !control.labels.length) say("control without a label", control);
  for (const element of all("a, button, summary"))
    if (!name(element)) say("no name", element);
  for (const link of all("a[href^='#']"))
    if (!document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1)))) say("leads nowhere", link);
  for (const drawing of all("svg"))
    if (drawing.getAttribute("aria-hidden") !== "true" && !(drawing.getAttribute("role") === "img" && name(drawing)))
      say("drawing without words", drawing);
  for (const table of all("table")) {
    if (!table.querySelector("th[scope=col]")) say("table without column headers", table);
    for (const row of table.querySelectorAll("tbody tr"))
      if (!row.querySelector("th[scope=row]")) say("row without a header", row);
  }
  for (const list of all("ul, ol"))
    if (Array.from(list.children).some((child) => child.tagName !== "LI")) say("list with other children", list);
  for (const list of all("dl"))
    if (!list.querySelector("dt") || !list.querySelector("dd")) say("definition list without terms", list);
  for (const element of all("[style], [onclick], [onload]")) say("inline style or handler", element);

  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const pixel = (colour, under) => {
    context.fillStyle = under;
    context.fillRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    return Array.from(context.getImageData(0, 0, 1, 1).data.slice(0, 3));
  };
  const css = (rgb) => `rgb(${rgb.join(" ")})`;
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    const chain = [];
    for (let one = element; one; one = one.parentElement) chain.unshift(getComputedStyle(one).backgroundColor);
    return chain.reduce((under, colour) => css(pixel(colour, under)), "rgb(255 255 255)");
  };
  const seen = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.nodeValue.trim() || seen.has(element) || element.closest(".unseen, .skip, script, option")) continue;
    seen.add(element);
    if (!visible(element)) continue;
    const style = getComputedStyle(element);
    const under = ground(element);
    const [light, dark] = [luminance(pixel(style.color, under)), luminance(pixel(under, under))].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) say(`contrast ${ratio.toFixed(2)}`, element);
    if (size < 12) say(`text of ${size} px`, element);
  }
  if (document.documentElement.scrollWidth > innerWidth) say(`wider than the screen: ${document.documentElement.scrollWidth}`);
  return complaints;
}
