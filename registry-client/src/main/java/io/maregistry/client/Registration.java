package io.maregistry.client;

import io.maregistry.client.internal.Required;
import io.maregistry.client.internal.renewal.Renewals;
import io.maregistry.client.internal.renewal.Stay;
import io.maregistry.error.RegistryException;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An instance that this program has registered. It is renewed, and registered again where the registry has lost it, until
 * it is closed. Any thread.
 */
public final class Registration implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final ServiceName service;
    private final InstanceId id;
    private final Renewals renewals;
    private final Stay stay;

    Registration(ServiceName service, InstanceId id, Renewals renewals, Stay stay) {
        this.service = service;
        this.id = id;
        this.renewals = renewals;
        this.stay = stay;
    }

    public ServiceName service() {
        return service;
    }

    /** The instance's identity, whose {@code url()} is its id. */
    public InstanceId id() {
        return id;
    }

    /** False once it is closed, replaced by a later registration of the same url, or refused by the registry for good. */
    public boolean isKept() {
        return renewals.isKept(stay);
    }

    /**
     * Unregisters, and waits for it at most 2 s. Where that fails, it is logged: the instance leaves the list by itself when
     * its ttl is over. Closing again does nothing.
     */
    @Override
    public void close() {
        try {
            Waiting.noLongerThan(CLOSE_TIMEOUT, closeAsync());
        } catch (RegistryException unable) {
            LOG.warn("service={} instance={} not unregistered: {}", service, id, unable.getMessage());
        }
    }

    /** Unregisters; the stage says whether the instance was listed, or fails with {@code RegistryException} within 2 s. */
    public CompletionStage<Boolean> closeAsync() {
        return closeAsync(CLOSE_TIMEOUT);
    }

    /** The same with another limit, for who can wait until another node leads. */
    public CompletionStage<Boolean> closeAsync(Duration limit) {
        return renewals.remove(stay, Required.required("limit", limit));
    }

    @Override
    public String toString() {
        return service + "@" + id;
    }
}
