package io.maregistry.server.snapshot;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Refuses what unpacks to more than it may. One thread. */
final class BoundedInput extends FilterInputStream {

    private final long most;
    private long length;

    BoundedInput(InputStream in, long most) {
        super(in);
        this.most = most;
    }

    @Override
    public int read() throws IOException {
        int one = super.read();
        count(one < 0 ? 0 : 1);
        return one;
    }

    @Override
    public int read(byte[] bytes, int offset, int wanted) throws IOException {
        int read = super.read(bytes, offset, wanted);
        count(Math.max(0, read));
        return read;
    }

    private void count(int read) {
        length += read;
        if (length > most) {
            throw new InvalidRequest(ErrorCode.BODY_TOO_LARGE, "the document has more than " + most + " bytes");
        }
    }
}
