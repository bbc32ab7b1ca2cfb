package io.maregistry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Metrics;
import io.maregistry.model.Parameters;
import io.maregistry.model.RenewalMode;
import io.maregistry.model.RenewalUpdate;
import io.maregistry.model.ServiceName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RenewalReaderTest {

    private static final String ITEM = "{'service':'a.B','id':'http://10.0.0.1:8080/x'}";

    private final RenewalReader reader = new RenewalReader(InstanceLimits.DEFAULT);

    @Test
    void itemsAreReadInTheirOrder() {
        InstanceId id = new InstanceId("http", "10.0.0.1", 8080, "x");
        assertThat(read("{'x':{},'items':[" + ITEM + ",{'mode':'heartbeat_only','id':'http://10.0.0.1:8080/x',"
                        + "'service':'c.D','namespace':'blue','group':'G','metrics':null,'y':[1]}]}"))
                .containsExactly(
                        new RenewalItem(ServiceName.of("a.B"), id),
                        new RenewalItem(ServiceName.of("blue", "G", "c.D"), id));
    }

    @ParameterizedTest
    @EnumSource(RenewalMode.class)
    void modeSaysWhatIsUpdated(RenewalMode mode) {
        String item = "{'service':'a.B','id':'http://10.0.0.1:8080/x','mode':'" + mode.text()
                + "','metadata':{'env':'dev'},'metrics':{'cpu':45.50}}";
        Parameters parameters = Parameters.of(Map.of("env", "dev"));
        Metrics metrics = Metrics.of(Map.of("cpu", "45.50"));

        RenewalUpdate update = read("{'items':[" + item + "]}").get(0).update();

        assertThat(update)
                .isEqualTo(new RenewalUpdate(
                        mode.updatesParameters() ? parameters : null, mode.updatesMetrics() ? metrics : null, null));
        assertThat(update.isNone()).isEqualTo(mode == RenewalMode.HEARTBEAT_ONLY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]||INVALID_REQUEST",
                "{'items':{}}|items|INVALID_REQUEST",
                "{}|items|INVALID_REQUEST",
                "{'items':[7]}|items[0]|INVALID_REQUEST",
                "{'items':[ITEM,{'id':'http://h:1'}]}|items[1]|INVALID_REQUEST",
                "{'items':[{'service':'a.B'}]}|items[0]|INVALID_REQUEST",
                "{'items':[ITEM,{'service':'a B','id':'http://h:1'}]}|items[1]|INVALID_NAME",
                "{'items':[ITEM,ITEM,{'service':'a.B','id':'nothing'}]}|items[2].id|INVALID_INSTANCE",
                "{'items':[{'service':'a.B','id':'http://h:1','mode':'FULL_UPDATE'}]}|items[0].mode|INVALID_REQUEST",
                "{'items':[ITEM,{'service':'a.B','id':'http://h:1','mode':'full_update','metrics':{}}]}"
                        + "|items[1]|INVALID_REQUEST",
                "{'items':[{'service':'a.B','id':'http://h:1','mode':'metrics_update','metrics':null}]}"
                        + "|items[0]|INVALID_REQUEST",
                "{'items':[{'service':'a.B','id':'http://h:1','metrics':{'cpu':'1'}}]}|items[0].metrics.cpu|INVALID_REQUEST",
                "{'items':[{'service':'a.B','id':'http://h:1','metrics':{'cpu':1e3}}]}|items[0].metrics.cpu|INVALID_REQUEST",
                "{'items':[{'service':'a.B','id':'http://h:1','metrics':[]}]}|items[0].metrics|INVALID_REQUEST",
                "{'items':[{'service':'a.B','id':'http://h:1','parameters':{'a':1}}]}"
                        + "|items[0].parameters.a|INVALID_REQUEST",
                "{'items':[{'service':'a.B','id':'http://h:1','parameters':{},'metadata':{}}]}"
                        + "|items[0].metadata|INVALID_REQUEST",
            })
    void malformedItemIsAFaultOfTheWholeAndSaysWhere(String body, String place, ErrorCode code) {
        InvalidRequest refused = catchThrowableOfType(InvalidRequest.class, () -> read(body.replace("ITEM", ITEM)));

        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.place().orElse(null)).isEqualTo(place);
    }

    @Test
    void moreItemsThanAnEntryTakesAreRefused() {
        String most = "{'items':[" + ITEM + ("," + ITEM).repeat(RenewalReader.MAX_ITEMS - 1) + "]}";
        assertThat(read(most)).hasSize(RenewalReader.MAX_ITEMS);

        InvalidRequest refused =
                catchThrowableOfType(InvalidRequest.class, () -> read(most.replace("]}", "," + ITEM + "]}")));
        assertThat(refused.place()).hasValue("items[4096]");
    }

    private List<RenewalItem> read(String json) {
        return reader.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
