package io.maregistry.server.http;

import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import java.nio.channels.FileChannel;

/** Bytes in a file, which the kernel sends by itself. Sent once or released, which closes the file. */
final class FileBody implements Body {

    private final FileRegion region;

    FileBody(FileChannel file, long length, Spool spool) {
        this.region = new DefaultFileRegion(file, 0, length) {
            @Override
            protected void deallocate() {
                super.deallocate();
                spool.closed();
            }
        };
    }

    @Override
    public long length() {
        return region.count();
    }

    /** To be written once; writing it releases it. */
    FileRegion region() {
        return region;
    }

    @Override
    public void release() {
        region.release();
    }
}
