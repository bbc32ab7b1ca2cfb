package io.maregistry.server.http;

import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Bytes in a file, which the kernel sends by itself. Sent once or released; the last of those that share a file closes it. */
final class FileBody implements Body {

    private final FileRegion region;

    private FileBody(FileChannel file, long length, Spool spool, AtomicInteger sharing) {
        this.region = new DefaultFileRegion(file, 0, length) {
            @Override
            protected void deallocate() {
                if (sharing.decrementAndGet() == 0) {
                    super.deallocate();
                    spool.closed();
                }
            }
        };
    }

    /** That many bodies of the same file, at least one. */
    static List<Body> of(FileChannel file, long length, Spool spool, int number) {
        AtomicInteger sharing = new AtomicInteger(number);
        List<Body> bodies = new ArrayList<>(number);
        for (int at = 0; at < number; at++) {
            bodies.add(new FileBody(file, length, spool, sharing));
        }
        return bodies;
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
