import { test } from "vitest";
import { temporaryFolders } from "../../test/makeNotebook.ts";
import { floodWithBytes, runOutOfMemory, startOneAfterAnother } from "./kernelProofs.ts";
import { ownKernels } from "./ownKernel.ts";

// The short forms of kernelProofs.verify.ts that other tests of the kernel do not hold already.

const newKernel = ownKernels();
const newFolder = temporaryFolders();

test("5 MB of output arrive whole", async () => floodWithBytes(await newKernel(), 5));

test("a runner whose memory runs out is reported and replaced", () => runOutOfMemory(newKernel));

test("two kernels one after another leave no process and no file", () => startOneAfterAnother(newKernel, newFolder, 2));
