import { z } from "zod";

const position = z.int().min(0);

/** What requests may say, with what they mean where they say nothing. */
export const requests = {
  execute_request: z.object({
    code: z.string(),
    silent: z.boolean().default(false),
    store_history: z.boolean().default(true),
    user_expressions: z.record(z.string(), z.string()).default({}),
    allow_stdin: z.boolean().default(true),
    stop_on_error: z.boolean().default(true),
  }),
  complete_request: z.object({ code: z.string(), cursor_pos: position }),
  inspect_request: z.object({ code: z.string(), cursor_pos: position }),
  is_complete_request: z.object({ code: z.string() }),
  history_request: z.object({
    output: z.boolean().default(false),
    raw: z.boolean().default(true),
    hist_access_type: z.enum(["range", "tail", "search"]).default("tail"),
    session: z.int().default(0),
    start: z.int().default(1),
    stop: z.int().nullable().default(null),
    n: z.int().min(0).nullable().default(null),
    pattern: z.string().default("*"),
    unique: z.boolean().default(false),
  }),
  shutdown_request: z.object({ restart: z.boolean().default(false) }),
  input_reply: z.object({ value: z.string().default("") }),
  comm_open: z.object({ comm_id: z.string(), target_name: z.string().default(""), data: z.unknown() }),
};

/**
 * What JupyterLab's extension asks for by a comm of this name: to lay the code of cells out, or for the import that a
 * completed name lacks in a cell.
 */
export const COMMS = {
  "trident.format": z.object({ cells: z.array(z.string()) }),
  "trident.import": z.object({ code: z.string(), name: z.string() }),
} as const;

/** The content of an execute request, complete. */
export type ExecuteContent = z.infer<typeof requests.execute_request>;
