package io.maregistry.client.internal.view;

import io.maregistry.proto.v1.WatchAdd;
import io.maregistry.proto.v1.WatchEvent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Opens watches. Each call of {@link #open} goes to a node of the source's choice: after a stream has ended, preferably to
 * another one.
 *
 * <p>No method blocks. A listener is not called while a lock is held that another method needs; its end may be told before
 * {@code open} or {@code close} returns. What fails, fails by {@link Listener#onEnd}.
 */
public interface WatchSource {

    /** Opens a stream. It may be used at once, before its first event. */
    Stream open(Listener listener);

    /** How long all nodes are to be left alone; zero where a stream may be opened at once. */
    Duration rest();

    /** One open stream. Any thread, one at a time. After its end all calls are passed over. */
    interface Stream {

        void add(WatchAdd add);

        void remove(long id);

        /** Says that all which that add was told up to that revision is taken in. */
        void acknowledge(long id, long revision);

        /** Ends the stream; no event comes after the one that is being told. Once or more often. */
        void close();

        /**
         * The same where its node does not do what it should: it is left alone for a while.
         *
         * @param retryAfter at least so long, if not longer than is sensible; zero where the node did not ask for it
         */
        void leave(Duration retryAfter);
    }

    /** Who is told. Called by one thread at a time, in the order of the events; the next event waits for its return. */
    interface Listener {

        void onEvent(WatchEvent event);

        /**
         * Nothing more comes. Called once, whoever ended it; also where the stream could not be opened.
         *
         * @param cause why, where it was not its proper end: a {@code RegistryException} where a node said so
         */
        void onEnd(@Nullable Throwable cause);
    }
}
