/** What the Breakpoints view has checked of our kinds. Pure. */

/** How the debug adapter names a kind's filter. */
const prefix = 'keras.';

/** The number of our filters in a `setExceptionBreakpoints` request; undefined for any other message. */
export function filtersOn(message: unknown): number | undefined {
  const { type, command, arguments: args } = message as Record<string, unknown>;
  if (type !== 'request' || command !== 'setExceptionBreakpoints') {
    return undefined;
  }
  const { filters = [], filterOptions = [] } = (args ?? {}) as {
    filters?: readonly string[];
    filterOptions?: readonly { readonly filterId: string }[];
  };
  const names = [...filters, ...filterOptions.map(({ filterId }) => filterId)];
  return new Set(names.filter((name) => name.startsWith(prefix))).size;
}
