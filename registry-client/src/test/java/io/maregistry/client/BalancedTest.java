package io.maregistry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.client.spi.Call;
import io.maregistry.client.spi.LoadBalancer;
import io.maregistry.client.spi.ServiceList;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.Filter;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Operator;
import io.maregistry.model.Parameters;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How instances are chosen from a list, and what filters leave of it. */
class BalancedTest {

    private static final ServiceName ORDERS = ServiceName.of("orders");
    private static final Instance WEST = instance("http://10.0.0.1:80", "west");
    private static final Instance EAST = instance("http://10.0.0.2:80", "east");

    private ServiceList list = list(WEST, EAST);

    @Test
    void callsThatAreUnderWayCountUntilTheyAreClosed() {
        Balanced orders = new Balanced(() -> list, LoadBalancer.leastActive(new Random(1)));

        Balanced.Chosen one = orders.begin();
        Balanced.Chosen other = orders.begin();
        assertThat(List.of(one.instance(), other.instance())).containsExactlyInAnyOrder(WEST, EAST);
        one.close();
        one.close();

        for (int n = 0; n < 10; n++) {
            try (Balanced.Chosen next = orders.begin()) {
                assertThat(next.instance()).isEqualTo(one.instance());
            }
        }
    }

    @Test
    void newestListIsChosenFrom() {
        Balanced orders = new Balanced(() -> list, LoadBalancer.roundRobin());
        assertThat(orders.choose()).isPresent();

        list = list(EAST);

        assertThat(orders.choose()).contains(EAST);
        assertThat(orders.choose(Call.of("key"))).contains(EAST);
    }

    @Test
    void nothingIsChosenOfNothing() {
        list = list();
        Balanced orders = new Balanced(() -> list, LoadBalancer.weighted());

        assertThat(orders.choose()).isEmpty();
        assertThatThrownBy(orders::begin)
                .isInstanceOf(RegistryException.NotFound.class)
                .hasMessage("no instance of orders may be called");
    }

    @Test
    void filterLeavesWhatMatches() {
        assertThat(list.matching(Filter.of("zone=west")).instances()).containsExactly(WEST);
        assertThat(list.matching(Filter.of("zone=west")).revision()).isEqualTo(list.revision());
        assertThat(list.matching(Filter.of("zone"))).isSameAs(list);
        assertThatThrownBy(() -> list.matching(Filter.of("metrics.load<1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("metrics");
    }

    @Test
    void whatAFilterLeavesIsTheSameObjectUntilTheListChanges() {
        FilteredLists filtered = new FilteredLists();
        Filter west = Filter.of("zone=west");

        ServiceList first = filtered.of(list, west);
        assertThat(filtered.of(list, Filter.of("zone=east")).instances()).containsExactly(EAST);
        assertThat(filtered.of(list, Filter.of("zone=west"))).isSameAs(first);
        list = list(EAST);

        assertThat(filtered.of(list, west).instances()).isEmpty();
    }

    @Test
    void nameIsReadOnceAndInTheNamespaceOfTheClient() {
        ServiceNames names = new ServiceNames("blue", "DEFAULT_GROUP");

        ServiceName orders = names.of("orders");

        assertThat(orders).isEqualTo(ServiceName.of("blue", ServiceName.DEFAULT_GROUP, "orders"));
        assertThat(names.of("orders")).isSameAs(orders);
        assertThat(names.of("green/g/orders")).isEqualTo(ServiceName.of("green", "g", "orders"));
        assertThatThrownBy(() -> names.of("a b")).hasMessageContaining("service is unlawful");
        assertThatThrownBy(() -> names.of(null)).hasMessage("service must not be null");
    }

    private static ServiceList list(Instance... instances) {
        return new ServiceList(ORDERS, 7, List.of(instances), false);
    }

    private static Instance instance(String url, String zone) {
        Content content = Content.PLAIN.withParameters(Parameters.of(Map.of("zone", zone)));
        return new Instance(InstanceId.ofUrl(url), content, Operator.NONE, Status.RUNNING, 0, 1);
    }
}
