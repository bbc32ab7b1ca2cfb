package io.maregistry.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.error.RegistryException;
import io.maregistry.server.net.Budget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceptionTest {

    private final Budget budget = new Budget("bodies", 1_000);

    private static ByteBuf part(int bytes) {
        return Unpooled.wrappedBuffer(new byte[bytes]);
    }

    @Test
    void bodiesInMemoryShareOneBudget() {
        Reception first = new Reception.Gathering(10_000, budget);
        Reception second = new Reception.Gathering(10_000, budget);
        first.add(part(600));
        assertThatThrownBy(() -> second.add(part(600))).isInstanceOf(RegistryException.Overloaded.class);
        first.abandon();
        second.add(part(600));
        assertThat(budget.taken()).isEqualTo(600);
    }

    @Test
    void bodyThatWasReadGivesItsMemoryBack() {
        List<Received> whole = new ArrayList<>();
        Reception body = new Reception.Gathering(10_000, budget);
        body.add(part(300));
        body.add(part(10));
        body.finish(whole::add, failure -> {});
        assertThat(whole.get(0).bytes()).hasSize(310);
        assertThat(budget.taken()).isEqualTo(600);
        body.served();
        body.abandon();
        assertThat(budget.taken()).isZero();
    }
}
