package io.maregistry.client.internal.view;

import io.maregistry.model.ServiceName;
import org.jspecify.annotations.Nullable;

/** Copies of lists that outlive the process. Any thread. */
interface Copies extends AutoCloseable {

    /** Keeps nothing. */
    Copies NONE = new Copies() {
        @Override
        public KnownService.@Nullable Kept load(ServiceName name) {
            return null;
        }

        @Override
        public void changed(KnownService service) {
            // nothing is kept
        }

        @Override
        public void start() {
            // no thread is needed
        }

        @Override
        public void close() {
            // nothing was begun
        }
    };

    /** The copy of that service, labelled stale; null where there is none that can be read. May block. */
    KnownService.@Nullable Kept load(ServiceName name);

    /** The list of the service is another one: it will be kept soon. Does not block. */
    void changed(KnownService service);

    void start();

    /** Keeps what is not kept yet. Once or more often. */
    @Override
    void close();
}
