package io.holdfast.controlplane.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RoleTest {
    @ParameterizedTest
    @CsvSource({
        "VIEWER, VIEWER",
        "OPERATOR, VIEWER OPERATOR",
        "RECOVERY, VIEWER OPERATOR RECOVERY",
        "ADMIN, VIEWER OPERATOR RECOVERY ADMIN AUDITOR",
        "AUDITOR, VIEWER AUDITOR"
    })
    void includes(Role role, String included) {
        List<Role> all = Arrays.stream(Role.values()).filter(role::includes).toList();

        assertEquals(Arrays.stream(included.split(" ")).map(Role::valueOf).toList(), all);
    }

    /** What two may is what each of them may, and no role that both include may more. */
    @ParameterizedTest
    @EnumSource
    void theMeetIsTheMostThatBothMay(Role one) {
        for (Role other : Role.values()) {
            Role meet = one.meet(other);

            assertTrue(one.includes(meet) && other.includes(meet), one + " and " + other);
            for (Role lower : Role.values()) {
                boolean bothMay = one.includes(lower) && other.includes(lower);
                assertEquals(bothMay, meet.includes(lower), one + " and " + other + ": " + lower);
            }
        }
    }
}
