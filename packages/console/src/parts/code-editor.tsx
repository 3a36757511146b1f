import { EditorView } from '@codemirror/view';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { Compartment, type Extension } from '@codemirror/state';
import { useComputedColorScheme } from '@mantine/core';
import { basicSetup } from 'codemirror';
import { tags } from '@lezer/highlight';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useNonce } from '../app/nonce';

interface CodeEditorProps {
  readonly label: string;
  readonly value: string;
  /** The language and what checks it; the same array in each render. */
  readonly extensions: Extension;
  readonly onChange: (text: string) => void;
}

/** The colours that the console has for states anyway: they pass 4.5:1 on its panels in both schemes. */
const highlighting = HighlightStyle.define([
  {
    tag: [tags.propertyName, tags.definition(tags.propertyName), tags.attributeName],
    color: 'var(--mantine-color-anchor)',
  },
  { tag: [tags.string, tags.content], color: 'var(--mantine-color-text)' },
  { tag: [tags.keyword, tags.atom, tags.bool, tags.number], color: 'var(--sy-warn)' },
  { tag: [tags.typeName, tags.variableName], color: 'var(--sy-ok)' },
  { tag: tags.comment, color: 'var(--mantine-color-dimmed)' },
  { tag: tags.invalid, color: 'var(--sy-fail)' },
]);

const look = EditorView.theme({
  '&': {
    fontSize: '12.5px',
    border: '1px solid var(--sy-border)',
    borderRadius: '4px',
    backgroundColor: 'var(--sy-panel)',
  },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', minHeight: '220px', maxHeight: '60vh' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--sy-code)' },
  '.cm-gutters': { backgroundColor: 'var(--sy-code)', color: 'var(--mantine-color-dimmed)', border: 'none' },
});

/** A text editor. Tab leaves it, as it leaves any field. */
export function CodeEditor({ label, value, extensions, onChange }: CodeEditorProps) {
  const nonce = useNonce();
  const isDark = useComputedColorScheme('light') === 'dark';
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const scheme = useRef(new Compartment());
  const changed = useEffectEvent(onChange);
  // The editor keeps its own text; a new one is made only for another language.
  const initialText = useEffectEvent(() => value);
  useEffect(() => {
    const editor = new EditorView({
      doc: initialText(),
      extensions: [
        basicSetup,
        look,
        syntaxHighlighting(highlighting),
        EditorView.cspNonce.of(nonce),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': label }),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged) changed(state.doc.toString());
        }),
        scheme.current.of([]),
        extensions,
      ],
      ...(host.current === null ? {} : { parent: host.current }),
    });
    view.current = editor;
    // What scrolls must be reachable by keyboard.
    editor.scrollDOM.tabIndex = 0;
    return () => editor.destroy();
  }, [extensions, nonce, label]);
  useEffect(() => {
    view.current?.dispatch({ effects: scheme.current.reconfigure(EditorView.darkTheme.of(isDark)) });
  }, [isDark]);
  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);
  return <div ref={host} />;
}
