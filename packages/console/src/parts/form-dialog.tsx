import { Button, type DrawerProps, Group, type ModalProps } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Dialog, SidePanel } from './dialog';
import { isTopDialog } from './focus-back';
import { formValues } from './form-values';
import { Note } from './note';
import { Unsaved } from './unsaved';

/** A dialog with a form, which asks before what was typed there is lost. */
export function FormDialog({ children, ...props }: ModalProps) {
  const { close, content } = useTypedText(props, children);
  return (
    <Dialog {...props} onClose={close}>
      {content}
    </Dialog>
  );
}

/** A panel with a form, which asks before what was typed there is lost. */
export function FormPanel({ children, ...props }: DrawerProps) {
  const { close, content } = useTypedText(props, children);
  return (
    <SidePanel {...props} onClose={close}>
      {content}
    </SidePanel>
  );
}

interface Floating {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Asks after Escape, the cross and a click beside it. A form's own *Cancel* says what it does, and does not ask. */
function useTypedText({ opened, onClose }: Floating, children: ReactNode) {
  const place = useRef<HTMLDivElement>(null);
  /** As they were before somebody did something. */
  const untouched = useRef<string>(null);
  const [isTyped, setTyped] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [wasOpened, setWasOpened] = useState(opened);
  if (opened !== wasOpened) {
    setWasOpened(opened);
    setTyped(false);
    setAsking(false);
  }
  useEffect(() => {
    untouched.current = null;
  }, [opened]);
  const touch = () => {
    if (place.current !== null) untouched.current ??= formValues(place.current);
  };
  const close = () => {
    const form = place.current;
    if (form !== null && !isTopDialog(form)) return;
    const isChanged = form !== null && untouched.current !== null && formValues(form) !== untouched.current;
    if (isChanged) return setAsking(!isAsking);
    onClose();
  };
  const content = (
    <div ref={place} onKeyDownCapture={touch} onPointerDownCapture={touch} onInput={() => setTyped(true)}>
      {isTyped ? <Unsaved isDirty /> : null}
      {isAsking ? <KeepOrDiscard onKeep={() => setAsking(false)} onDiscard={onClose} /> : null}
      {children}
    </div>
  );
  return { close, content };
}

interface KeepOrDiscardProps {
  readonly onKeep: () => void;
  readonly onDiscard: () => void;
}

/** Stands above the form, so that what would be lost is in sight. */
function KeepOrDiscard({ onKeep, onDiscard }: KeepOrDiscardProps) {
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const typedIn = document.activeElement;
    keep.current?.focus();
    return () => {
      if (typedIn instanceof HTMLElement && typedIn.isConnected) typedIn.focus();
    };
  }, []);
  return (
    <Note kind="warn" title="What you typed here is not saved." announced>
      <Group gap="xs" mt={4} mb="sm">
        <Button ref={keep} size="compact-sm" onClick={onKeep}>
          Keep editing
        </Button>
        <Button size="compact-sm" variant="default" onClick={onDiscard}>
          Discard
        </Button>
      </Group>
    </Note>
  );
}
