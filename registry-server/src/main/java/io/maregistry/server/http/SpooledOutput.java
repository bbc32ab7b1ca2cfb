package io.maregistry.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers a long answer: in memory as long as it is short, then in a file that goes when it is sent. One thread. */
final class SpooledOutput extends OutputStream {

    private static final int MAX_IN_MEMORY = 1 << 20;

    private final Spool spool;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream(8 * 1024);
    private @Nullable FileChannel file;

    SpooledOutput(Spool spool) {
        this.spool = spool;
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        memory.write(bytes, offset, length);
        if (memory.size() > MAX_IN_MEMORY) {
            spill();
        }
    }

    private void spill() throws IOException {
        FileChannel target = file;
        if (target == null) {
            target = spool.openAnswer();
            file = target;
        }
        spool.write(target, ByteBuffer.wrap(memory.toByteArray()));
        memory.reset();
    }

    /** What was written, as the bodies of that many answers, at least one. */
    List<Body> toBodies(int number) throws IOException {
        FileChannel spilled = file;
        if (spilled == null) {
            return Collections.nCopies(number, Body.of(memory.toByteArray()));
        }
        spill();
        return FileBody.of(spilled, spilled.position(), spool, number);
    }

    /** Drops what was written. */
    void abandon() throws IOException {
        if (file != null) {
            spool.closed();
            file.close();
        }
    }

    /** What was written is still to be taken by {@link #toBodies} or dropped. */
    @Override
    public void close() {
        // a packing stream closes this one at its end
    }
}
