/** The only import of puppeteer-core: a Chromium without a window, which reaches nothing but this machine. */
import puppeteer, { type Browser, type Page } from "puppeteer-core";

export type { Browser, Page, SerializedAXNode } from "puppeteer-core";

const ARGUMENTS = [
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
  "--disable-dev-shm-usage", // containers have too little of it
  "--font-render-hinting=none", // texts are as wide on every machine as their font says
];

export const startChromium = (path: string): Promise<Browser> =>
  puppeteer.launch({
    executablePath: path,
    headless: true,
    // Chromium refuses to run as root with its sandbox
    args: [...ARGUMENTS, ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
  });

/** How a page is looked at. */
export interface View {
  /** px */
  width: number;
  theme: "light" | "dark";
  isPrinted?: boolean;
}

/** px: a telephone, a tablet, a desk. */
export const WIDTHS = [360, 800, 1400] as const;
const HEIGHT = 900;

export async function lookAt(page: Page, { width, theme, isPrinted }: View): Promise<void> {
  await page.setViewport({ width, height: HEIGHT });
  // Both in one message: puppeteer's methods for each undo the other's
  const session = await page.createCDPSession();
  await session.send("Emulation.setEmulatedMedia", {
    media: isPrinted ? "print" : "screen",
    features: [{ name: "prefers-color-scheme", value: theme }],
  });
}
