package citation

import "strings"

// register is the sign of a court's register in a file number.
type register struct {
	court string // the only court that keeps it
	dot   bool   // full stop between number and year as well, "7 C 1.14"
}

// registerSigns are the signs by their courts; those without a court are kept by many.
// Source: the file number rules (Aktenordnungen) of the federal courts and the Länder.
const registerSigns = `BGH: ZR ZB ZA StR StE BJs ARZ ARs LwZR LwZB LwZA KZR KZB KZA KVR KVZ KRB KZ EnVR EnVZ EnZR EnZB EnRB NotZ NotSt NotStB AnwZ AnwSt AnwStR AnwStB PatAnwZ RiZ RiSt StB GSZ GSSt VGS BGs StbSt WpSt BLw
BVerfG: BvR BvL BvE BvF BvQ BvB BvC BvG BvH BvK BvM BvN BvO BvP BvT PBvU PBvV BVR BVL
BAG: AZR ABR AZB AZN ABN AZM ABA ABV AZA
BVerwG: WB WD WDB WNB WRB
BSG: RAr RVs RKg RBl RLw RKr RKn RVg RVi
BPatG: Wpat
: O U W S T C F UF WF Ws Ss OWi Qs KLs Ks Ls Cs Ds Gs Js StVK Sa Ta TaBV TaBVGa SaGa Ca BV Ga BVGa Sch SchH VA Kap EK Kart Verg RR ObOWi ObWs AR BReg Zs Ns KfH OH WLw XII XVII VI VII X HRB HRA IN IE IK M L AktE AktG SmA Z Wx WG BR Lw REMiet AuslA Ausl Ss-OWi Rb RBs Ns Kls KIs Ws(B) SsBs SsRs Vollz VAs StO SA OJs OBL Kap EnWG HK UKl NZB Ars UR UH BRs RE
dot: A B C K L M N D P F E G H I NC NB S Z KN MN LA LB LC ME MB MC PA PB OB OA TA LZ BN CN KSt PKH VR AV ER WNB AK KA BV ZB CE CS NE AS ZO B-E BVe CV UE UZ TG TH TZ TP UP DG DL FM OVG VB OF NK CO DH DK LD LP PVB PVL PVC PL FK KE SN DB WB AE A-E ZS SO
social: AS KR R RA RJ RVg VG U SB SO AL P KA EG KG BK AY BL SF AF EK VE VS VK VJ VH V VU VM LW KN Kn KNR KNU Ar Vs J Vi An I B KS EL LwR`

func (k *lists) readRegisters() {
	for line := range strings.Lines(registerSigns) {
		court, signs, _ := strings.Cut(strings.TrimSpace(line), ":")
		for sign := range strings.FieldsSeq(signs) {
			r := k.registers[sign]
			switch court {
			case "dot":
				r.dot = true
			case "social", "":
			default:
				r.court = court
			}
			k.registers[sign] = r
			if small := strings.ToLower(sign); k.foldedSigns[small] == "" {
				k.foldedSigns[small] = sign
			}
		}
	}
}
