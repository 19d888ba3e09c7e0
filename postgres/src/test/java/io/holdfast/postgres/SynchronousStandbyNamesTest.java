package io.holdfast.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("T31: who is awaited by synchronous_standby_names")
class SynchronousStandbyNamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "\"*\"",
                "holdfast",
                "HoldFast",
                "\"HOLDFAST\"",
                "s1,holdfast",
                "s1 , *",
                "2 (s1, holdfast)",
                "2(s1,s2,holdfast)",
                "FIRST 1 (holdfast, s1)",
                "first 1(holdfast)",
                "ANY 1 (s1, *)",
                "any 2 (\"a b\", holdfast, \"c\"\"d\")",
            })
    void theAgentIsAwaited(String setting) {
        assertTrue(SynchronousStandbyNames.parse(setting).includes("holdfast"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s1",
                "holdfast2",
                "\"hold fast\"",
                "\"holdfast \"",
                "\"s1, holdfast\"",
                "ANY 1 (\"(holdfast)\", s1)",
                "FIRST 2 (s1, my_holdfast)",
            })
    void theAgentIsNotAwaited(String setting) {
        assertFalse(SynchronousStandbyNames.parse(setting).includes("holdfast"));
    }

    @Test
    void theMethodAndTheNumberAreNoNames() {
        assertEquals(
                List.of("any", "1", "a\"b"),
                SynchronousStandbyNames.parse("ANY 3 (\"any\", 1, \"a\"\"b\")").members());
        assertEquals(List.of("1", "s$1"), SynchronousStandbyNames.parse("1,s$1").members());
    }
}
