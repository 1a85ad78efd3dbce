import type { Json, JsonObject } from "trident-base";

/** Data of one thing shown, by MIME type: text as a string, `application/json` and `+json` types as values. */
export type MimeBundle = { readonly [mime: string]: Json | undefined };

/** The content of each message that this package reads or writes (Jupyter messaging protocol 5.3 and later). */
export interface MessageContents {
  kernel_info_request: Record<string, never>;
  kernel_info_reply: {
    status?: "ok" | "error";
    protocol_version: string;
    implementation: string;
    implementation_version: string;
    language_info: LanguageInfo;
    banner: string;
    help_links?: readonly { readonly text: string; readonly url: string }[];
    debugger?: boolean;
  };
  execute_request: {
    code: string;
    silent: boolean;
    store_history: boolean;
    user_expressions: Record<string, string>;
    allow_stdin: boolean;
    stop_on_error: boolean;
  };
  /** Stock tslab says `abort` where the protocol says `aborted`. */
  execute_reply: {
    status: "ok" | "error" | "aborted" | "abort";
    execution_count?: number | null;
    ename?: string;
    evalue?: string;
    traceback?: string[];
    user_expressions?: JsonObject;
    payload?: readonly Json[];
  };
  execute_input: { code: string; execution_count: number };
  execute_result: DisplayData & { execution_count: number };
  display_data: DisplayData;
  update_display_data: DisplayData;
  clear_output: { wait?: boolean };
  stream: { name: "stdout" | "stderr"; text: string };
  error: { ename: string; evalue: string; traceback: string[] };
  status: { execution_state: "busy" | "idle" | "starting" };
  complete_request: { code: string; cursor_pos: number };
  complete_reply: {
    status: "ok";
    matches: readonly string[];
    cursor_start: number;
    cursor_end: number;
    metadata: JsonObject;
  };
  inspect_request: { code: string; cursor_pos: number; detail_level?: 0 | 1 };
  inspect_reply: { status: "ok"; found: boolean; data: MimeBundle; metadata: JsonObject };
  is_complete_request: { code: string };
  is_complete_reply: { status: "complete" | "incomplete" | "invalid" | "unknown"; indent?: string };
  history_request: {
    output: boolean;
    raw: boolean;
    hist_access_type: "range" | "tail" | "search";
    session?: number;
    start?: number;
    stop?: number | null;
    n?: number | null;
    pattern?: string;
    unique?: boolean;
  };
  history_reply: { status: "ok"; history: readonly Json[] };
  comm_info_request: { target_name?: string };
  comm_info_reply: { status: "ok"; comms: JsonObject };
  comm_open: { comm_id: string };
  comm_msg: { comm_id: string; data: JsonObject };
  comm_close: { comm_id: string; data: JsonObject };
  input_request: { prompt: string; password: boolean };
  input_reply: { status?: "ok" | "error"; value: string };
  interrupt_request: Record<string, never>;
  interrupt_reply: { status?: "ok" | "error" };
  shutdown_request: { restart: boolean };
  shutdown_reply: { status?: "ok" | "error"; restart: boolean };
}

/** What a kernel says about its language; it becomes the notebook's `language_info`. */
export interface LanguageInfo {
  readonly name: string;
  readonly [key: string]: Json | undefined;
}

interface DisplayData {
  data: MimeBundle;
  metadata?: JsonObject;
  transient?: { display_id?: string };
}

/** The names of the messages whose content has a type here. */
export type MessageType = keyof MessageContents;

/** Who sent a message, and when. */
export interface MessageHeader<T extends string = string> {
  readonly msg_id: string;
  readonly msg_type: T;
  readonly session: string;
  readonly username: string;
  /** ISO 8601. */
  readonly date: string;
  readonly version: string;
}

/** A message of a known type. `identities` are the routing frames in front of it. */
export interface MessageOf<T extends MessageType> {
  readonly identities: readonly Uint8Array[];
  readonly header: MessageHeader<T>;
  /** The header of the request that caused it; empty for a request and for what nobody asked for. */
  readonly parent: Partial<MessageHeader>;
  readonly metadata: JsonObject;
  readonly content: MessageContents[T];
  readonly buffers: readonly Uint8Array[];
}

/** A message of any known type, told apart by `header.msg_type`. */
export type Message = { [T in MessageType]: MessageOf<T> }[MessageType];

/** Narrows a message to one type. */
export function isMessage<T extends MessageType>(message: Message, type: T): message is MessageOf<T> & Message {
  return message.header.msg_type === type;
}
