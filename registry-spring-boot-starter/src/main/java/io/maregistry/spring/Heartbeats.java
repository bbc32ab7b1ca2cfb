package io.maregistry.spring;

import io.maregistry.client.spi.ServiceChange;
import io.maregistry.client.spi.ServiceListener;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes a {@link HeartbeatEvent} where something has changed in the registry. Changes that come while one waits to be
 * published are said by that one. Any thread; events are published on a thread of their own, since listeners of the
 * application may block it.
 */
final class Heartbeats implements ServiceListener, AutoCloseable {

    private final ApplicationEventPublisher publisher;
    private final BackgroundThread thread = new BackgroundThread("maregistry-spring-events");
    private final AtomicLong version = new AtomicLong();
    private final AtomicBoolean isWaiting = new AtomicBoolean();

    Heartbeats(ApplicationEventPublisher publisher) {
        this.publisher = publisher;
    }

    @Override
    public void onChange(ServiceChange change) {
        changed();
    }

    void changed() {
        if (isWaiting.compareAndSet(false, true)) {
            thread.now(this::publish);
        }
    }

    private void publish() {
        isWaiting.set(false);
        publisher.publishEvent(new HeartbeatEvent(this, version.incrementAndGet()));
    }

    @Override
    public void close() {
        thread.close();
    }
}
