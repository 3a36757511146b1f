import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';
import { keepEnterInList } from './enter-in-list';
import { KeptButton } from './kept-button';

/** Muted, so that colour is left for states. Text on the shades in use passes 4.5:1 in both schemes. */
const steel: MantineColorsTuple = [
  '#eef4fb',
  '#dbe6f3',
  '#b3cbe6',
  '#88aed9',
  '#6595ce',
  '#4f86c7',
  '#3f77ba',
  '#2b5f9e',
  '#24548d',
  '#17406f',
];

/** More options are found by typing: a thousand of them would hold the page up while they are drawn. */
const OPTIONS_MAX = 100;

const LIST_PROPS = { limit: OPTIONS_MAX, onKeyDown: keepEnterInList };

/** For the names that screen readers give to what floats above a page: its header is no landmark of the page. */
const HEADER_ATTRIBUTES = { header: { role: 'presentation' } };

/** Where Mantine's own colours for text do not pass 4.5:1. */
export const textColours: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#59616a',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-anchor': '#24548d',
    '--mantine-color-placeholder': '#6a727b',
  },
  dark: {
    '--mantine-color-dimmed': '#a6a7ab',
    '--mantine-color-error': '#ff9a94',
    '--mantine-color-anchor': '#8ec5ff',
    '--mantine-color-placeholder': '#a6a7ab',
  },
});

export const theme = createTheme({
  respectReducedMotion: true,
  colors: { steel },
  primaryColor: 'steel',
  primaryShade: { light: 7, dark: 8 },
  autoContrast: true,
  defaultRadius: 'sm',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '18px' },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '20px' }, h2: { fontSize: '16px' }, h3: { fontSize: '14px' } },
  },
  components: {
    Modal: {
      defaultProps: { attributes: HEADER_ATTRIBUTES, centered: true, closeButtonProps: { 'aria-label': 'Close' } },
    },
    Drawer: {
      defaultProps: { attributes: HEADER_ATTRIBUTES, position: 'right', closeButtonProps: { 'aria-label': 'Close' } },
    },
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Button: { defaultProps: { size: 'sm', component: KeptButton } },
    TextInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { ...LIST_PROPS, size: 'sm', comboboxProps: { withinPortal: true } } },
    MultiSelect: { defaultProps: LIST_PROPS },
    Autocomplete: { defaultProps: { limit: OPTIONS_MAX } },
    Table: { defaultProps: { verticalSpacing: 6, horizontalSpacing: 'sm', highlightOnHover: true } },
  },
});
