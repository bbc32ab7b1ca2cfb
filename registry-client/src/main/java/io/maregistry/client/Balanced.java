package io.maregistry.client;

import io.maregistry.client.internal.Required;
import io.maregistry.client.spi.Call;
import io.maregistry.client.spi.LoadBalancer;
import io.maregistry.client.spi.ServiceList;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Instance;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * One service with the strategy by which its instances are chosen, from the client's own memory. To be kept and used for all
 * calls of the service: strategies that go around or count calls begin anew with each strategy object.
 *
 * <pre>{@code
 * Balanced orders = registry.balanced("orders", LoadBalancer.leastActive(new Random()));
 * try (Balanced.Chosen chosen = orders.begin()) {
 *     call(chosen.instance().id().url());
 * }
 * }</pre>
 *
 * <p>Any thread. Only the first use of a service may block, as {@link RegistryClient#discover(String)} does, and throws as
 * that does.
 */
public final class Balanced {

    private final Supplier<ServiceList> list;
    private final LoadBalancer balancer;

    Balanced(Supplier<ServiceList> list, LoadBalancer balancer) {
        this.list = list;
        this.balancer = balancer;
    }

    /** The instance for a call of which nothing is known; empty where none may be called. */
    public Optional<Instance> choose() {
        return choose(Call.ANY);
    }

    /** The instance for this call; empty where none may be called. A strategy that counts calls is not told of it. */
    public Optional<Instance> choose(Call call) {
        return balancer.choose(list.get(), Required.required("call", call));
    }

    /** {@link #begin(Call)} where nothing is known of the call. */
    public Chosen begin() {
        return begin(Call.ANY);
    }

    /**
     * Chooses the instance for this call and counts the call as under way there until {@link Chosen#close}.
     *
     * @throws RegistryException.NotFound where no instance may be called
     */
    public Chosen begin(Call call) {
        Instance instance = choose(call)
                .orElseThrow(() -> new RegistryException.NotFound(
                        ErrorCode.NO_SUCH_INSTANCE,
                        "no instance of " + list.get().service() + " may be called"));
        balancer.begin(instance);
        return new Chosen(balancer, instance);
    }

    /** A call that is under way, however many threads look at it. */
    public static final class Chosen implements AutoCloseable {

        private final LoadBalancer balancer;
        private final Instance instance;
        private final AtomicBoolean isOver = new AtomicBoolean();

        private Chosen(LoadBalancer balancer, Instance instance) {
            this.balancer = balancer;
            this.instance = instance;
        }

        /** Where the call goes to. */
        public Instance instance() {
            return instance;
        }

        /** The call is over, however it ended. Closing again does nothing. */
        @Override
        public void close() {
            if (isOver.compareAndSet(false, true)) {
                balancer.end(instance);
            }
        }
    }
}
