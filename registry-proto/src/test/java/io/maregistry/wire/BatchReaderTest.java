package io.maregistry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchReaderTest {

    private static final String INSTANCE = "{'scheme':'http','host':'h','port':1}";
    private static final InstanceRequest READ =
            new InstanceRequest(new InstanceId("http", "h", 1, ""), Content.PLAIN, true);

    private final BatchReader reader = new BatchReader(InstanceLimits.DEFAULT);

    @Test
    void itemsAreReadInTheirOrder() {
        assertThat(read("{'items':[{'op':'register','service':'a.B','namespace':'blue','group':'G','instance':"
                        + INSTANCE + "},{'instance':" + INSTANCE + ",'service':'c.D','op':'unregister','x':[1]}]}"))
                .containsExactly(
                        new BatchItem.Register(ServiceName.of("blue", "G", "a.B"), READ),
                        new BatchItem.Unregister(ServiceName.of("c.D"), READ));
    }

    @Test
    void noItemsAreNoFault() {
        assertThat(read("{'items':[]}")).isEmpty();
    }

    @Test
    void unlawfulItemIsRefusedByItself() {
        List<BatchItem> items = read("{'items':["
                + "{'op':'register','service':'a.B','instance':{'scheme':'http','host':'h','port':{'x':[0]}}},"
                + "{'op':'register','service':'a b','instance':" + INSTANCE + "},"
                + "{'op':'register','service':'a.B','instance':{'scheme':'http'}},"
                + "7,"
                + "{'op':'register','service':'a.B','instance':" + INSTANCE + "}]}");

        assertThat(items).hasSize(5);
        assertThat(refusal(items.get(0)).place()).contains("items[0].instance.port");
        assertThat(refusal(items.get(1)).code()).isEqualTo(ErrorCode.INVALID_NAME);
        assertThat(refusal(items.get(2)).place()).contains("items[2].instance.host");
        assertThat(refusal(items.get(3)).place()).contains("items[3]");
        assertThat(items.get(4)).isEqualTo(new BatchItem.Register(ServiceName.of("a.B"), READ));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{'items':null}",
                "{'items':{}}",
                "{'items':'x'}",
                "{'items':[{'op':'register','service':'a.B'}]}",
                "{'items':[{'op':'register','instance':{'scheme':'http','host':'h','port':1}}]}",
                "{'items':[{'service':'a.B','instance':{'scheme':'http','host':'h','port':1}}]}",
                "{'items':[{'op':'evict','service':'a.B','instance':{'scheme':'http','host':'h','port':1}}]}",
                "{'items':[{'op':'register','service':'a.B','instance':{'port':0,'port':1}}]}",
                "{'items':[",
            })
    void bodyThatIsNoBatchIsRefusedAsAWhole(String body) {
        InvalidRequest fault = catchThrowableOfType(InvalidRequest.class, () -> read(body));

        assertThat(fault.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void moreThanAThousandItemsAreRefused() {
        String item = "{'op':'register','service':'a.B','instance':" + INSTANCE + "}";

        assertThat(read("{'items':[" + (item + ",").repeat(999) + item + "]}")).hasSize(1_000);
        assertThat(catchThrowableOfType(
                                InvalidRequest.class,
                                () -> read("{'items':[" + (item + ",").repeat(1_000) + item + "]}"))
                        .getMessage())
                .contains("at most 1000");
    }

    private List<BatchItem> read(String body) {
        return reader.read(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static InvalidRequest refusal(BatchItem item) {
        return ((BatchItem.Refused) item).fault();
    }
}
