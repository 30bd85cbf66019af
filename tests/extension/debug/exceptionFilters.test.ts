import { expect, test } from 'vitest';
import { filtersOn } from '../../../extension/src/debug/exceptionFilters';

const request = { type: 'request', command: 'setExceptionBreakpoints' };

test('our filters are counted, with and without conditions', () => {
  const args = {
    filters: ['keras.nan', 'uncaught'],
    filterOptions: [{ filterId: 'keras.nan', condition: 'step > 3' }, { filterId: 'keras.dtype' }],
  };
  expect(filtersOn({ ...request, arguments: args })).toBe(2);
  expect(filtersOn({ ...request, arguments: { filters: [] } })).toBe(0);
});

test('other messages say nothing of filters', () => {
  expect(filtersOn({ type: 'request', command: 'setBreakpoints' })).toBeUndefined();
  expect(filtersOn({ type: 'response', command: 'setExceptionBreakpoints' })).toBeUndefined();
});
