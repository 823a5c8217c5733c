/** What somebody who means harm may write wherever a file or a service of theirs may write anything. */

/** Whatever comes to run tells it by all of these: a mark in the page, a message, a dialog. */
const HARM = "window.ran=1;console.log(1);alert(1)";
/** The address of nobody (RFC 2606). */
const NOWHERE = "//example.invalid/x";

export const hostileTexts: readonly string[] = [
  `"><script>${HARM}</script>`,
  `'><img src=x onerror="${HARM}">`,
  `<svg onload="${HARM}"><foreignObject><iframe srcdoc="<script>parent.ran=1</script>"></iframe></foreignObject></svg>`,
  `</title></style></svg></table></details></main></body><script>${HARM}</script>`,
  `]]></desc></title></text></svg><script>${HARM}</script><![CDATA[`,
  `[a link](javascript:${HARM})`,
  `<javascript:${HARM}>`,
  `javascript:${HARM}`,
  `![a picture](http:${NOWHERE}.png)`,
  `<a href="javascript:${HARM}" autofocus onfocus="${HARM}">a link</a>`,
  `<base href="${NOWHERE}"><link rel="stylesheet" href="${NOWHERE}.css"><link rel=preconnect href="${NOWHERE}">`,
  `<style>@import "${NOWHERE}.css";*{background:url(${NOWHERE}.png)}</style>`,
  `<meta http-equiv="refresh" content="0;url=${NOWHERE}">`,
  `<form action="${NOWHERE}"><button autofocus formaction="javascript:${HARM}">a button</button></form>`,
  `&lt;script&gt;${HARM}&lt;/script&gt; &#60;script&#62;${HARM}&#60;/script&#62;`,
  `" onmouseover="${HARM}" style="position:fixed;inset:0" x="`,
  `\`<script>${HARM}</script>\` **bold** _slanted_ ~~gone~~`,
  `\n\`\`\`\n<script>${HARM}</script>\n\`\`\`\n# A heading\n- an item\n\n| a | b |\n|---|---|\n| 1 | 2 |`,
  `--><!-- <!DOCTYPE x [<!ENTITY y "z">]> &y; <?xml-stylesheet href="${NOWHERE}"?>`,
  "\u202eflow ot tfel\u202c \u2066isolated \u200fright",
  "a null byte \u0000, an escape \u001b[31mred\u001b[0m, a bell \u0007, half a pair \ud800, no character \uffff",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what somebody may write
  "${alert(1)} {{constructor.constructor('alert(1)')()}} #{1} %s %n %{x} $1 $& \\u003cscript\\u003e",
];

/** The text as a reader finds it: characters that nobody can see are left out, and blanks are one. */
export const asRead = (text: string): string => text.replace(UNSEEN, " ").replace(/\s+/g, " ").trim();

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is left out
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffd\ufffe\uffff\ud800-\udfff]+/g;
