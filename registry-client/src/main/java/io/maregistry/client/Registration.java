package io.maregistry.client;

import io.maregistry.client.internal.Required;
import io.maregistry.client.internal.renewal.Renewals;
import io.maregistry.client.internal.renewal.Stay;
import io.maregistry.error.RegistryException;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Metrics;
import io.maregistry.model.ServiceName;
import java.time.Duration;
import java.util.Map;
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
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(60);

    private final ServiceName service;
    private final InstanceId id;
    private final Renewals renewals;
    private final Changing changing;
    private final Stay stay;

    Registration(ServiceName service, InstanceId id, Renewals renewals, Changing changing, Stay stay) {
        this.service = service;
        this.id = id;
        this.renewals = renewals;
        this.changing = changing;
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
     * Tells the registry figures of this instance, such as its load, in the place of all that it told before: decimal numbers
     * by name. They stand in no list; reads that ask for them and filters see them, and no watch. To be told again where they
     * change, and where the registry had lost the instance: then it is registered again by itself, without them.
     *
     * @return whether the registry lists the instance
     * @throws IllegalArgumentException where one is no plain decimal number
     */
    public boolean metrics(Map<String, String> numbers) {
        return Waiting.on(metricsAsync(numbers), changing.callTimeout());
    }

    /** {@link #metrics} without blocking. Of two, the later counts where it was sent behind the answer to the earlier. */
    public CompletionStage<Boolean> metricsAsync(Map<String, String> numbers) {
        return changing.tell(service, id, Metrics.of(Required.map("numbers", numbers)));
    }

    /**
     * Takes the calls off the instance, which stays listed and renewed, and waits until everybody who watches it knows, at most
     * that long: 0 to 60 s. Says whether everybody does. A program that leaves does this while it still serves, and closes the
     * registration then.
     *
     * @throws RegistryException where that could not be done; {@code Unsupported} by a registry of an earlier release
     */
    public boolean drain(Duration wait) {
        return Waiting.on(drainAsync(wait), wait.plus(changing.callTimeout()));
    }

    /** {@link #drain} without blocking. */
    public CompletionStage<Boolean> drainAsync(Duration wait) {
        return drainAsync(wait, Required.required("wait", wait).plus(changing.callTimeout()));
    }

    /** The same, which fails where the registry is not reached within {@code limit}, a longer time than {@code wait}. */
    public CompletionStage<Boolean> drainAsync(Duration wait, Duration limit) {
        Required.required("wait", wait);
        Required.required("limit", limit);
        if (wait.isNegative() || wait.compareTo(LONGEST_DRAIN) > 0 || wait.compareTo(limit) >= 0) {
            throw new IllegalArgumentException(
                    "wait must be 0 to 60 s and less than the limit, were " + wait + " and " + limit);
        }
        return renewals.drain(stay, wait, limit);
    }

    /**
     * Takes the calls off the instance, lets those who watch hear of it for up to half a second, unregisters, and waits for all
     * of it at most 2 s. Where that fails, it is logged: the instance leaves the list by itself when
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
