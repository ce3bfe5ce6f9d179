z6715-----
r z BC-HVN--Quay-Lorries 1stLd-Writethru   05-03 0416
^BC-HVN--Quay-Lorries, 1st Ld-Writethru,416<
^Quay closes to lorries<
^HP Photo HVN105, HVN106<
^Eds: Updates with quotes.<
^By ADA VIK=
^HP Harbour Writer=
	   HAVNIK (HP) _ The council closed the old quay to lorries on Tuesday _ at last,
its clerk said.
	   ``We can hear the ferry again,'' said Jonas Berg.
^A LONG NIGHT<
	   The council had met until midnight.
HP-WF-05-03-24 0937GMT<
a0002bc-
u a AM-Ferry 05-03 0020
^AM-Ferry,20<
^Ferry late<
	   OSLUND (HP) _ The ferry was late.
HP-NY-05-03-98 1737EDT<
