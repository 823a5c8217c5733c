/** How the page looks: light, dark, on paper, from 360 px on. Charts bring their own style. */
import { CHART_STYLE } from "../charts/look.js";

const light = "--paper:#ffffff;--ink:#24292f;--quiet:#57606a;--line:#d0d7de;--shade:#f3f5f7;--link:#0550ae";
const dark = "--paper:#0d1117;--ink:#e6edf3;--quiet:#9aa4af;--line:#30363d;--shade:#161b22;--link:#79b8ff";

export const PAGE_STYLE = [
  `:root{color-scheme:light dark;${light}}@media screen and (prefers-color-scheme:dark){:root{${dark}}}`,
  "*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}",
  "header,main,footer{max-width:1340px;margin:0 auto;padding:0 16px}h1{font-size:1.6rem;line-height:1.25;margin:20px 0 8px}",
  "h2{font-size:1.25rem;margin:40px 0 12px;padding-top:12px;border-top:1px solid var(--line)}h3,.warning h2,figure h2{font-size:1rem;margin:0 0 4px;padding:0;border:0}",
  "h1,h2,h3,p,li,dd,dt,summary{overflow-wrap:anywhere}p,li{max-width:78ch}ul{padding-left:1.2em;margin:8px 0}li{margin:4px 0}",
  ".quiet,.finding,footer{color:var(--quiet)}.finding{margin:0 0 8px;font-size:.9rem}a{color:var(--link)}nav{display:flex;flex-wrap:wrap;gap:4px 16px}",
  ".bar{max-width:1340px;margin:8px auto 0;padding:0 16px}.bar details{margin:0}.bar details a{display:block}",
  "code,pre{font:.9em ui-monospace,monospace;background:var(--shade);border-radius:4px}code{padding:1px 4px;overflow-wrap:anywhere}thead code{overflow-wrap:normal}pre{padding:10px;overflow-x:auto}pre code{padding:0}",
  "abbr{text-decoration:underline dotted;cursor:help}.warning{border-left:4px solid var(--ink);background:var(--shade);padding:8px 14px;margin:12px 0}.doubt{border-left:4px solid var(--ink);padding:0 0 0 10px;margin:4px 0 8px;font-size:.9rem}",
  ".charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,560px),1fr));gap:28px 32px;align-items:start}",
  "figure{margin:0;min-width:0}figure.first{max-width:760px}svg.chart{display:block;width:100%;height:auto;max-width:640px;margin:4px 0}svg.narrow{display:none;max-width:480px}",
  "@media screen and (max-width:620px){svg.wide{display:none}svg.narrow{display:block}h1{font-size:1.3rem}}",
  "details{margin:8px 0}summary{cursor:pointer;color:var(--link)}.scroll{overflow-x:auto}",
  "table{border-collapse:collapse;font-size:.85rem;margin:8px 0;font-variant-numeric:tabular-nums}th,td{padding:4px 10px;border-bottom:1px solid var(--line);text-align:right;vertical-align:top}td{white-space:nowrap}",
  "thead th,thead td{border-bottom-width:2px}th{font-weight:600}tbody th{font-weight:400;min-width:9em}th:first-child,.words{text-align:left}.words{white-space:normal;min-width:9em}dt{font-weight:600}dd{margin:0 0 8px}",
  ":focus-visible{outline:2px solid var(--link);outline-offset:2px}",
  "@media print{body{font-size:10pt}nav{display:none}figure,tr{break-inside:avoid}h2,h3,summary{break-after:avoid}.charts{display:block}figure{margin-bottom:16pt}.scroll{overflow:visible}table{font-size:7.5pt}.scroll th,.scroll td{white-space:normal;overflow-wrap:anywhere;min-width:0;padding:2px 4px}details::details-content{content-visibility:visible;height:auto}a{color:inherit}}",
  CHART_STYLE,
].join("");
