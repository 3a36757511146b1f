import { Drawer, type DrawerProps, Modal, type ModalProps } from '@mantine/core';
import { useFocusBack } from './focus-back';

/** What floats above the page and waits for an answer. */
export function Dialog(props: ModalProps) {
  useFocusBack(props.opened);
  return <Modal returnFocus={false} {...props} />;
}

/** What slides in beside the page. */
export function SidePanel(props: DrawerProps) {
  useFocusBack(props.opened);
  return <Drawer returnFocus={false} {...props} />;
}
