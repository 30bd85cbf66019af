import eslint from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Imports that would break the walls between the rooms; see the architecture section of the README. */
const only = (message, ...group) => [{ regex: group.join('|'), message }];

export default tseslint.config(
  {
    ignores: [
      'node_modules/',
      '.venv/',
      'extension/dist/',
      'extension/bundled/',
      'extension/bundled-language/',
      'extension/shared/generated/',
    ],
  },
  eslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      eqeqeq: 'error',
      'max-lines': ['error', { max: 400 }],
    },
  },
  {
    files: ['extension/shared/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: only(
            'shared/ is for both sides: it imports nothing of either',
            '^vscode',
            '^node:',
            '/(src|webview)/',
          ),
        },
      ],
    },
  },
  {
    files: ['extension/webview/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: only('pages import shared/ and generated types alone', '^vscode', '^node:', '/src/') },
      ],
    },
  },
  {
    files: ['extension/src/**'],
    rules: {
      'no-restricted-imports': ['error', { patterns: only('pages are reached by messages', '/webview/') }],
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: globals.node },
  },
);
