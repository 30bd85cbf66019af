// The pages of panels among the frames of VS Code.
import type { Frame, Page } from 'playwright-core';

/** The page of the panel with this title, as VS Code names its frame; waits until it is there. */
export async function webview(page: Page, title: string, timeoutMilliseconds = 30_000): Promise<Frame> {
  const end = Date.now() + timeoutMilliseconds;
  for (;;) {
    for (const frame of page.frames()) {
      // A frame can go while it is asked.
      const name = await frame
        .frameElement()
        .then((element) => element.getAttribute('title'))
        .catch(() => null);
      if (name === title) {
        return frame;
      }
    }
    if (Date.now() > end) {
      throw new Error(`no panel has the title ${title}`);
    }
    await page.waitForTimeout(100);
  }
}
