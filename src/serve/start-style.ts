/** What the start page has beyond the style of all pages. */
export const START_STYLE = [
  "fieldset{border:1px solid var(--line);border-radius:6px;margin:16px 0;padding:8px 14px;display:flex;flex-wrap:wrap;gap:8px 16px;align-items:center;min-width:0}",
  "legend{padding:0 6px;font-weight:600}fieldset label{display:flex;gap:6px;align-items:center;max-width:100%}",
  "input,select,button{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--quiet);border-radius:4px;padding:4px 10px;max-width:100%;min-width:0}",
  "input[type=radio]{width:20px;height:20px;margin:0}button{background:var(--shade);cursor:pointer}",
  ".cards{list-style:none;margin:0;padding:0}.card{margin:0;padding:14px 0;border-top:1px solid var(--line);max-width:none}",
  ".card h3,.card p{margin:0 0 6px;max-width:none;overflow-wrap:anywhere}.card .answer p{max-width:100ch}",
  ".marks{display:flex;flex-wrap:wrap;gap:6px}.marks span{background:var(--shade);border:1px solid var(--line);border-radius:10px;padding:0 8px;font-size:.85rem}",
  ".card .quiet{font-size:.85rem}.acts{display:flex;flex-wrap:wrap;gap:6px 20px;align-items:center}.acts label{display:flex;gap:6px;align-items:center;padding:4px 0}",
  ".wrong{border-left:4px solid var(--ink);padding-left:12px}.pages{display:flex;gap:12px}",
  ".choice{position:sticky;bottom:0;background:var(--paper);border-top:1px solid var(--line);padding:10px 0;display:flex;flex-wrap:wrap;gap:8px 16px;align-items:center}",
  ".choice span{display:inline-flex;flex-wrap:wrap;gap:0 6px;align-items:center;overflow-wrap:anywhere;min-width:0}.choice .quiet{font-size:.85rem}.choice label{display:inline-flex;gap:6px;align-items:center}",
  "@media screen{html{scroll-padding-bottom:90px}}@media screen and (max-width:620px){.choice .hint{display:none}}",
  "@media print{fieldset,.choice,.acts{display:none}}",
].join("");
